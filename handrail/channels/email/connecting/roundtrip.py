"""Test a mailbox for real: sign in at both servers, write to itself, wait until it arrives; step by step."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.channels.email.connecting.flowing import Way
from handrail.channels.email.connecting.imap import ImapClient
from handrail.channels.email.connecting.outcome import OutcomeUnknown, Refused
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.selectors import learn_selectors
from handrail.channels.email.connecting.transport import Transport, transport_of
from handrail.channels.email.connecting.trial_mails import new_token, trial_key, trial_mail, trial_token
from handrail.channels.email.connecting.trying import open_imap
from handrail.channels.email.fetching import position
from handrail.channels.email.models import Connection, HookCall, WayIn
from handrail.core.vault import SecretUnreadableError

PATIENCE = 60.0  # seconds until the mail must have come
LOOK_EVERY = 1.0
Tell = Callable[[dict[str, object]], None]


class _Failed(Exception):
    pass


class Trial:
    """The steps of one test, told when one changes: name, state and, if it failed, a sentence."""

    def __init__(self, tell: Tell) -> None:
        self.steps: list[dict[str, str]] = []
        self.folders: list[str] = []
        self._tell, self._began = tell, timezone.now().isoformat()

    def say(self, *, ended: bool = False) -> None:
        """Tell how it stands."""
        self._tell(
            {"began": self._began, "ended": ended, "steps": list(self.steps), "folders": list(self.folders)}
        )

    @contextmanager
    def step(self, way: Way, name: str) -> Iterator[None]:
        """One step of mail that comes in or goes out; raises _Failed when it did not work."""
        step = {"way": way, "name": name, "state": "running", "says": ""}
        self.steps.append(step)
        self.say()
        try:
            yield
        except (MailboxProblem, SecretUnreadableError, Refused, OutcomeUnknown) as problem:
            step.update(state="failed", says=_sentence(problem))
            raise _Failed from problem
        step["state"] = "done"

    @property
    def worked(self) -> bool:
        """Whether every step did."""
        return all(step["state"] == "done" for step in self.steps)


def test_mailbox(connection: Connection, tell: Tell, patience: float) -> Trial:
    """Run the test; it ends with the first step that fails. `patience`: seconds to wait."""
    trial = Trial(tell)
    with suppress(_Failed):
        _run(trial, connection, patience)
    trial.say(ended=True)
    return trial


test_mailbox.__test__ = False  # type: ignore[attr-defined]  # its name is no invitation to pytest


def begin_trial(pk: int) -> None:
    """Queue the test; from now on the page says that it runs."""
    from handrail.channels.email import tasks

    _keep(pk, {"ended": False, "steps": []})
    tasks.try_round_trip.defer(connection=pk)


def keep_trial(pk: int) -> None:
    """Run the test and keep its steps on the connection, where the page looks."""
    row = Connection.objects.select_related("mailbox", "service").filter(pk=pk).first()
    if row:
        test_mailbox(row, lambda told: _keep(pk, told), PATIENCE)


def _keep(pk: int, told: dict[str, object]) -> None:
    Connection.objects.filter(pk=pk).update(trial=told)


def _run(trial: Trial, connection: Connection, patience: float) -> None:
    transport = transport_of(connection)
    if connection.incoming != WayIn.IMAP:
        return _brought(trial, connection, transport, patience)
    if not connection.imap_host:
        return _only_out(trial, transport)
    with trial.step("in", _("Sign in at the incoming server and open the folder")):
        client = open_imap(connection)
    with client:
        with trial.step("in", _("See which folders there are")):
            trial.folders = client.folders()
            state = client.folder_state()
            if connection.pk:
                position(connection.pk, state)
        if transport is None:
            return None
        token = _sent(trial, connection, transport)
        with trial.step("in", _("Wait until it arrives")):
            learn_selectors(connection.mailbox, _wait(client, state.uid_next - 1, token, patience))
    return None


def _brought(trial: Trial, connection: Connection, transport: Transport | None, patience: float) -> None:
    """Mail that is brought to us is seen by who takes it in."""
    if transport is None or not connection.pk:
        return _only_out(trial, transport)
    token = _sent(trial, connection, transport)
    with trial.step("in", _("Wait until it arrives")):
        _wait_for(connection, token, patience)
    return None


def _sent(trial: Trial, connection: Connection, transport: Transport) -> str:
    _only_out(trial, transport)
    token = new_token()
    with trial.step("out", _("Send a mail to the mailbox itself")):
        transport.send(trial_mail(connection.mailbox.address, token))
    return token


def _only_out(trial: Trial, transport: Transport | None) -> None:
    if transport is not None:
        with trial.step("out", _("Sign in at the outgoing server or service")):
            transport.test()


def _wait_for(connection: Connection, token: str, patience: float) -> None:
    until = time.monotonic() + patience
    while not HookCall.objects.filter(connection=connection, key=trial_key(token)).exists():
        if time.monotonic() > until:
            raise MailboxProblem(
                "arrive",
                _(
                    "The mail was sent but did not arrive. Check that what was set up for incoming mail "
                    "leads to the address shown on this page, and that the domain's MX leads there."
                ),
            )
        time.sleep(LOOK_EVERY)


def _wait(client: ImapClient, after: int, token: str, patience: float) -> bytes:
    """The mail, when it is here."""
    until = time.monotonic() + patience
    while True:
        uids = client.new_uids(after)
        if came := next((raw for _uid, raw in client.fetch(uids) if trial_token(raw) == token), None):
            return came
        after = uids[-1] if uids else after
        if time.monotonic() > until:
            raise MailboxProblem(
                "arrive",
                _(
                    "The mail was sent but did not arrive in this folder. Look into the spam folder, and "
                    "check forwarding rules and whether the address belongs to this mailbox."
                ),
            )
        if not uids:
            time.sleep(LOOK_EVERY)


def _sentence(problem: Exception) -> str:
    """What went wrong, after the plain name of the place where it did."""
    places = {
        "connect": _("Connection"),
        "TLS": _("Encryption (TLS)"),
        "sign in": _("Sign-in"),
        "open folder": _("Folder"),
        "list folders": _("Folder"),
        "send": _("Sending"),
        "arrive": _("Arrival"),
    }
    if isinstance(problem, Refused):
        says = _("The server refused the mail (%(answer)s). May this user send from the mailbox's address?")
        return f"{places['send']}: {says % {'answer': problem}}"
    if isinstance(problem.__cause__, socket.gaierror):
        return f"{_('Name of the server (DNS)')}: {problem}"
    if isinstance(problem.__cause__, ssl.SSLError):
        return f"{places['TLS']}: {problem}"
    place = places.get(getattr(problem, "step", ""), "")
    return f"{place}: {problem}" if place else str(problem)

"""Two installations acknowledge each other's mail, and a machine that hides what it is: all of it ends.

Each is a whole `handrail up` with real IMAP and SMTP; between them runs a post that delivers what one hands
over into the other's mailbox.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, parseaddr
from pathlib import Path

import pytest

from handrail.ops.tests.program import Up, ask, run, until
from tests.made import give_static, give_tables
from tests.servers import ImapServer, SmtpServer, running_imap, running_smtp

SILENCE = 5.0  # seconds in which nothing more may leave; an answer takes less than two
PATIENCE = 120.0
ACKNOWLEDGE = """
from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AcknowledgementText
from handrail.channels.email.verbs import set_acknowledgement
text = AcknowledgementText(language="en", subject="Received", within="It is here, as {number}.")
set_acknowledgement(Mailbox.objects.get(), is_on=True, texts=[text])
"""


@dataclass
class Desk:
    """One installation with one mailbox, which acknowledges."""

    address: str
    home: Path
    imap: ImapServer
    smtp: SmtpServer

    def command(self, *arguments: str, given: str = "") -> str:
        done = run(self.home, *arguments, given=given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def open(self) -> None:
        servers = [f"--imap-host={self.imap.host}", f"--imap-port={self.imap.port}", "--imap-security=none"]
        servers += [f"--smtp-host={self.smtp.host}", f"--smtp-port={self.smtp.port}", "--smtp-security=none"]
        users = [f"--imap-user={self.imap.user}", "--smtp-user=-", "--password-stdin"]
        self.command("mailbox", "add", self.address, *servers, *users, given=f"{self.imap.password}\n")
        self.command("shell", "--command", ACKNOWLEDGE)

    @property
    def conversations(self) -> int:
        return int(ask(self.home, "SELECT count(*) FROM conversations_conversation")[0][0])


@dataclass
class Post:
    """Delivers what desks hand over; a machine at an address answers, a gateway changes what passes."""

    desks: list[Desk]
    machines: dict[str, Callable[[EmailMessage], EmailMessage]] = field(default_factory=dict)
    gateway: Callable[[EmailMessage], None] | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def work(self, end: threading.Event) -> None:
        while not end.wait(0.05):
            for desk in self.desks:
                for at in range(self._seen.get(desk.address, 0), len(desk.smtp.envelopes)):
                    self._seen[desk.address] = at + 1
                    self._carry(desk.smtp.raw[at], desk.smtp.envelopes[at][1])

    def _carry(self, raw: bytes, recipients: list[str]) -> None:
        mail = message_from_bytes(raw, policy=SMTP)
        assert isinstance(mail, EmailMessage)
        for recipient in recipients:
            self.sent.append((parseaddr(str(mail["From"]))[1], recipient))
            if recipient in self.machines:
                self.deliver(self.machines[recipient](mail))
            else:
                self.deliver(mail)

    def deliver(self, mail: EmailMessage) -> None:
        if self.gateway:
            self.gateway(mail)
        to = parseaddr(str(mail["To"]))[1]
        for desk in self.desks:
            if desk.address == to:
                desk.imap.append(mail.as_bytes())

    def fall_silent(self) -> None:
        """Wait until nothing has left for a while."""
        count, since = len(self.sent), time.monotonic()
        end = since + PATIENCE
        while time.monotonic() - since < SILENCE:
            assert time.monotonic() < end, self.sent
            if len(self.sent) != count:
                count, since = len(self.sent), time.monotonic()
            time.sleep(0.1)


@contextmanager
def running_desks(folder: Path, *addresses: str) -> Iterator[Post]:
    with ExitStack() as stack:
        desks = []
        for address in addresses:
            imap, smtp = stack.enter_context(running_imap()), stack.enter_context(running_smtp())
            desks.append(Desk(address, folder / address.partition("@")[2] / "home", imap, smtp))
        for desk in desks:
            desk.home.parent.mkdir()
            give_tables(desk.home)
            give_static(desk.home)
            up = Up(desk.home)
            stack.callback(up.stop)
            until(up.answers, PATIENCE)
            desk.open()
        post, end = Post(desks), threading.Event()
        thread = threading.Thread(target=post.work, args=(end,), daemon=True)
        thread.start()
        stack.callback(thread.join)
        stack.callback(end.set)
        until(lambda: all(_is_watched(desk) for desk in desks), PATIENCE)
        yield post


def _is_watched(desk: Desk) -> bool:
    """Whether the fetcher has looked into the mailbox: from then on it takes what comes."""
    return bool(ask(desk.home, "SELECT uid_validity > 0 FROM email_connection")[0][0])


def letter(sender: str, to: str) -> EmailMessage:
    """Written by a person."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "A question about lamps"
    mail["Date"], mail["Message-ID"] = format_datetime(localtime()), f"<{uuid.uuid4()}@person.example>"
    mail.set_content("Do your lamps blink, too?")
    return mail


def forget_what_it_is(mail: EmailMessage) -> None:
    """A gateway that keeps only what a mail needs to arrive."""
    for name in list(mail.keys()):
        if name.lower() not in ("from", "to", "subject", "date", "message-id", "in-reply-to", "references",
                                "mime-version", "content-type", "content-transfer-encoding"):  # fmt: skip
            del mail[name]


def evil(mail: EmailMessage) -> EmailMessage:
    """An answer with nothing of what it answers: as if a person began something new."""
    answer = letter(str(mail["To"]), str(mail["From"]))
    answer.replace_header("Subject", f"Absence {uuid.uuid4().hex[:6]}")
    answer.set_content("I am away until Monday and answer then.")
    return answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_two_installations_do_not_talk_to_each_other_for_ever(folder: Path) -> None:
    ours, theirs = "support@ours.example", "help@theirs.example"
    with running_desks(folder, ours, theirs) as post:
        post.deliver(letter(theirs, ours))
        until(lambda: len(post.sent) == 1, PATIENCE)
        post.fall_silent()
        assert post.sent == [(ours, theirs)]  # the other one has seen that a machine wrote

        post.gateway = forget_what_it_is
        post.deliver(letter(theirs, ours))
        until(lambda: len(post.sent) == 3, PATIENCE)
        post.fall_silent()
        assert post.sent[1:] == [(ours, theirs), (theirs, ours)]  # two, and then silence

        post.deliver(letter(theirs, ours))
        until(lambda: post.desks[0].conversations == 3, PATIENCE)
        post.fall_silent()
        assert len(post.sent) == 3  # a third time in a day: nothing at all


def test_a_machine_that_hides_what_it_is_gets_two_mails(folder: Path) -> None:
    ours, machine = "support@ours.example", "robot@evil.example"
    with running_desks(folder, ours) as post:
        post.machines[machine] = evil
        post.deliver(letter(machine, ours))
        until(lambda: post.desks[0].conversations == 3, PATIENCE)
        post.fall_silent()
        assert post.sent == [(ours, machine)] * 2
        assert post.desks[0].conversations == 3

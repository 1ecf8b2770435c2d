"""What services bring: kept and committed before they hear that it was taken; twice is once."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.selectors import learn_selectors
from handrail.channels.email.connecting.trial_mails import is_trial_mail, trial_key, trial_token
from handrail.channels.email.esp.events import Told, told_of
from handrail.channels.email.esp.raw import raw_mails, rebuilt
from handrail.channels.email.esp.services import Service, services
from handrail.channels.email.intake import Origin, keep
from handrail.channels.email.models import Connection, HookCall
from handrail.channels.email.verbs import hook_hash
from handrail.core import blobs
from handrail.core.room import require_room

_REMEMBERED = timedelta(days=30)
_TAKE = """
    INSERT INTO email_hookcall (connection_id, key, at) VALUES (%s, %s, now())
    ON CONFLICT DO NOTHING RETURNING id
"""


class Forged(Exception):
    """The post does not carry the service's signature."""


@dataclass(frozen=True)
class Brought:
    """A mail that came; `posted` is what the service posted, where that is not the mail itself."""

    raw: bytes
    posted: bytes = b""


def hook_connection(service: str, token: str) -> Connection | None:
    """Whose webhook this is, for the service that is set up there; None for a stranger."""
    found = Connection.objects.called().filter(hook_hash=hook_hash(token), esp=service)
    return found.select_related("mailbox").first() if service in services() else None


def read_mails(link: Connection, request: HttpRequest) -> list[Brought]:
    """The mails of a post. Raises Forged; what cannot be read raises whatever the reader raised."""
    view = _checked(link, request, "Inbound")
    if raws := raw_mails(link.esp, request):
        return [Brought(raw) for raw in raws]
    return [Brought(rebuilt(event.message), request.body) for event in view.parse_events(request)]


def read_events(link: Connection, request: HttpRequest) -> list[Told]:
    """What a post tells of mails of ours, as far as we follow it. Raises as `read_mails`."""
    events = _checked(link, request, "Tracking").parse_events(request)
    return [told for event in events if (told := told_of(event)) is not None]


def keep_mails(link: Connection, mails: Iterable[Brought]) -> int:
    """Store mails that were brought, and the job that reads them, in one transaction; returns how many new.

    Raises NoRoom when the disk is nearly full: who brings them tries again.
    """
    require_room()
    return _in_one(link, lambda: sum(_keep(link, mail) for mail in mails))


def keep_events(link: Connection, events: Iterable[Told]) -> int:
    """Queue what was told, each once; returns how many were new."""
    from handrail.channels.email import tasks

    def keep_new() -> int:
        new = [told for told in events if take(link, _name("event", repr(told).encode()))]
        for told in new:
            tasks.record_event.defer(esp=link.esp, tries=0, **told.as_job())
        return len(new)

    return _in_one(link, keep_new)


def take(link: Connection, key: str) -> bool:
    """Whether this is new; whoever asks at the same time waits until it is known."""
    with database.cursor() as cursor:
        cursor.execute(_TAKE, [link.pk, key])
        return cursor.fetchone() is not None


def note_arrival(link: Connection) -> None:
    """Mail can come in: it just did."""
    now = timezone.now()
    Connection.objects.filter(pk=link.pk).update(
        checked_at=now, arrived_at=now, in_error="", in_error_since=None
    )


def keep_brought(
    mailbox: Mailbox, link: Connection | None, raw: bytes, origin: Origin, posted: bytes = b""
) -> int:
    """Keep one mail, and the job that reads it, in the caller's transaction; one of our own test is noted."""
    from handrail.channels.email import tasks

    if is_trial_mail(raw):
        if link and take(link, trial_key(trial_token(raw))):
            learn_selectors(mailbox, raw)
        return 0
    mail = keep(mailbox, raw, origin)
    if posted:
        mail.posted = blobs.put(posted)
        mail.save(update_fields=["posted"])
    tasks.read_new.defer(mailbox=mailbox.pk)
    return 1


def _keep(link: Connection, mail: Brought) -> int:
    if not take(link, _name("mail", mail.raw)):
        return 0
    return keep_brought(link.mailbox, link, mail.raw, Origin("esp"), mail.posted)


def _in_one(link: Connection, work: Callable[[], int]) -> int:
    with transaction.atomic():
        HookCall.objects.filter(at__lt=timezone.now() - _REMEMBERED).delete()
        count = work()
        note_arrival(link)
    return count


def _name(kind: str, data: bytes) -> str:
    return hashlib.sha256(kind.encode() + b"\0" + data).hexdigest()


def _checked(link: Connection, request: HttpRequest, kind: str) -> Any:
    """Anymail's view for this post, whose signature it has checked where the service signs."""
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    service = services()[link.esp]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no basic authentication: the address is the secret
        view = service.view(kind)(**_options(service, link))
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, AnymailError, ValueError) as error:
        raise Forged from error
    # Amazon's subscription is confirmed only for who knows a secret; who found this address knows one.
    view.basic_auth = ["the token in the address"]
    view.fetch_s3_chunks = _fetch_nothing
    return view


def _fetch_nothing(*_where: str) -> Any:
    """A post carries its mail: none makes us fetch, with the mailbox's keys, what it names."""
    raise ValueError("the mail lies elsewhere")


def _options(service: Service, link: Connection) -> dict[str, Any]:
    secrets = link.esp_secrets
    if service.key == "amazon_ses":
        names = ("aws_access_key_id", "aws_secret_access_key")
        session = {name: secrets[name] for name in names if secrets.get(name)}
        return {"basic_auth": [], "session_params": session, "client_params": {}}
    wanted = {name: secrets[name] for name in service.hook_secrets if secrets.get(name)}
    if service.key == "mailgun" and not wanted:
        raise Forged  # without its key nobody can tell
    return {"basic_auth": [], **wanted}

"""What waits for an admin: failed work and held mails, and doing them again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent, mailbox_ids
from handrail.channels.email import tasks as mail_tasks
from handrail.channels.email.models import IncomingMail, MailState
from handrail.conversations import tasks as conversation_tasks
from handrail.conversations.models import Entry
from handrail.core.models import Failure
from handrail.core.receivers import receiver_named

MOST_SHOWN = 100
READ_MAIL, TO_AGENT = "read mail", "mail to an agent"
UNREAD = (MailState.HELD, MailState.FAILED)


@dataclass(frozen=True)
class Failed:
    """A failure as the page tells it."""

    failure: Failure
    title: str
    number: int | None


def open_failures() -> list[Failed]:
    """What failed and is not settled, newest first, in two statements."""
    rows = list(Failure.objects.filter(resolved_at=None).order_by("-last_at")[:MOST_SHOWN])
    keys = [int(row.subject) for row in rows if row.what != READ_MAIL and row.subject.isdigit()]
    numbers = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "conversation__number"))
    return [Failed(row, _title(row), _number(row, numbers)) for row in rows]


def held_mails(agent: Agent) -> list[IncomingMail]:
    """Mails that could not be read, in the mailboxes this admin may see, newest first."""
    rows = IncomingMail.objects.filter(state__in=UNREAD, mailbox__in=mailbox_ids(agent))
    return list(rows.select_related("mailbox", "raw").order_by("-pk")[:MOST_SHOWN])


def retry(failure: Failure) -> None:
    """Queue the failed work once more. Raises KeyError for work that this version no longer has."""
    if failure.what == READ_MAIL:
        mail_tasks.read.defer(mails=[int(failure.subject)])
        return
    receiver_named(failure.what)
    conversation_tasks.hear_one.defer(entry=int(failure.subject), receiver=failure.what)


def dismiss(failure: Failure) -> None:
    """Settle a failure without doing the work."""
    failure.resolved_at = timezone.now()
    failure.save(update_fields=["resolved_at"])


def _title(row: Failure) -> str:
    if row.what == READ_MAIL:
        return _("A mail could not be read")
    if row.what == TO_AGENT:
        return _("A mail to %(agent)s could not be sent") % {"agent": row.subject}
    return _("“%(name)s” could not do its work") % {"name": row.what.rpartition(".")[2].replace("_", " ")}


def _number(row: Failure, numbers: dict[int, int]) -> int | None:
    return numbers.get(int(row.subject)) if row.what != READ_MAIL and row.subject.isdigit() else None

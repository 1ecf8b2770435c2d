"""Work that failed in the background: by kind, with its error, to be done again or dismissed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox, mailbox_ids
from handrail.channels.email import tasks as mail_tasks
from handrail.conversations import tasks as conversation_tasks
from handrail.conversations.models import Conversation, Entry
from handrail.core.jobs import forget_jobs, is_round, retry_jobs
from handrail.core.models import Failure
from handrail.core.receivers import receiver_named

READ_MAIL = "read mail"
SHOWN_OF_A_KIND, KINDS_SHOWN = 5, 20
_MOST = SHOWN_OF_A_KIND * KINDS_SHOWN
AT_ONCE = 1000  # failures of a kind that one press does again or dismisses
_MAILS_IN_A_JOB = 100


@dataclass(frozen=True)
class Failed:
    """A failure as the page tells it; `again_at` is when it is tried again by itself.

    What failed in a conversation that the reader does not see has no number, and its error is not told:
    servers name customers there. Nor is any other to who does not see every mailbox.
    """

    failure: Failure
    number: int | None
    again_at: datetime | None
    is_hidden: bool = False


@dataclass(frozen=True)
class Kind:
    """All open failures of one kind of work: the newest of them, and how many there are."""

    what: str
    title: str
    count: int
    shown: list[Failed]
    can_retry: bool

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class _Seen:
    """What an admin sees: by entries the numbers of conversations (None: not that one), and whether all
    mailboxes.
    """

    numbers: dict[int, int | None]
    has_all_mailboxes: bool


def open_failures(agent: Agent) -> list[Kind]:
    """What failed and is not settled, the newest kind first, for this admin, in four statements."""
    kinds = _newest_of_each_kind()
    rows = [row for of_kind in kinds.values() for row in of_kind]
    jobs = _jobs(rows)
    seen = _Seen(_numbers(rows, jobs, agent), not Mailbox.objects.exclude(pk__in=mailbox_ids(agent)).exists())
    return [_kind(of_kind, jobs, seen) for of_kind in kinds.values()]


def of_kind(what: str) -> QuerySet[Failure]:
    """The open failures of one kind, newest first."""
    return Failure.objects.filter(what=what, resolved_at=None).order_by("-last_at", "-pk")


def retry(what: str, failures: Iterable[Failure]) -> int:
    """Do failed work of one kind again; returns how much of it was still there to be done.

    Raises KeyError for work that this version no longer has.
    """
    subjects = [row.subject for row in failures if not is_round(row)]
    if what == READ_MAIL:
        return read_again([int(subject) for subject in subjects])
    if what in app.tasks:
        return retry_jobs(int(subject) for subject in subjects)
    receiver_named(what)
    again: list[Any] = [{"entry": int(subject), "receiver": what} for subject in subjects]
    conversation_tasks.hear_one.batch_defer(*again)
    return len(again)


def read_again(mails: list[int]) -> int:
    """Queue kept mails to be read once more; returns how many."""
    batches = (mails[at : at + _MAILS_IN_A_JOB] for at in range(0, len(mails), _MAILS_IN_A_JOB))
    jobs: list[Any] = [{"mails": batch} for batch in batches]
    mail_tasks.read.batch_defer(*jobs)
    return len(mails)


def dismiss(what: str, failures: Iterable[Failure]) -> int:
    """Settle failures without doing the work; what is tried again by itself still is. Returns how many."""
    found = list(failures)
    if what != READ_MAIL and not _is_receiver(what):
        forget_jobs(int(row.subject) for row in found if row.subject.isdigit())
    return Failure.objects.filter(pk__in=[row.pk for row in found]).update(resolved_at=timezone.now())


def _newest_of_each_kind() -> dict[str, list[Any]]:
    newest_first = [F("last_at").desc(), F("pk").desc()]
    rows = Failure.objects.filter(resolved_at=None).annotate(
        count=Window(Count("*"), partition_by=[F("what")]),
        place=Window(RowNumber(), partition_by=[F("what")], order_by=newest_first),
    )
    kinds: dict[str, list[Any]] = {}
    for row in rows.filter(place__lte=SHOWN_OF_A_KIND).order_by("place", "-last_at")[:_MOST]:
        kinds.setdefault(row.what, []).append(row)
    return kinds


def _jobs(rows: list[Any]) -> dict[str, ProcrastinateJob]:
    ids = [int(row.subject) for row in rows if row.what in app.tasks and row.subject.isdigit()]
    return {str(job.pk): job for job in ProcrastinateJob.objects.filter(pk__in=ids)}


def _numbers(rows: list[Any], jobs: dict[str, ProcrastinateJob], agent: Agent) -> dict[int, int | None]:
    """Of the entries that they are about, the conversation's number; none where the agent does not see it."""
    entries = {entry for row in rows if (entry := _entry(row, jobs)) is not None}
    seen = Q(conversation__in=Conversation.objects.visible_to(agent).values("pk"))
    found = Entry.objects.filter(pk__in=entries).annotate(
        seen_number=Case(When(seen, then=F("conversation__number")))
    )
    return dict(found.values_list("pk", "seen_number"))


def _entry(row: Failure, jobs: dict[str, ProcrastinateJob]) -> int | None:
    if row.what in app.tasks:
        job = jobs.get(row.subject)
        entry = job.args.get("entry") if job else None
        return entry if isinstance(entry, int) else None
    return int(row.subject) if _is_receiver(row.what) and row.subject.isdigit() else None


def _kind(rows: list[Any], jobs: dict[str, ProcrastinateJob], seen: _Seen) -> Kind:
    first, what = rows[0], rows[0].what
    shown = [_failed(row, jobs, seen) for row in rows]
    known = what == READ_MAIL or what in app.tasks or _is_receiver(what)
    return Kind(what, _title(what), first.count, shown, known and not is_round(first))


def _failed(row: Any, jobs: dict[str, ProcrastinateJob], seen: _Seen) -> Failed:
    entry = _entry(row, jobs) or 0
    number = seen.numbers.get(entry)
    is_theirs = number is not None or (seen.has_all_mailboxes and entry not in seen.numbers)
    return Failed(row, number, _again_at(row, jobs), is_hidden=not is_theirs)


def _again_at(row: Failure, jobs: dict[str, ProcrastinateJob]) -> datetime | None:
    job = jobs.get(row.subject) if row.what in app.tasks else None
    return job.scheduled_at if job and job.status == "todo" else None


def _is_receiver(what: str) -> bool:
    try:
        return bool(receiver_named(what))
    except KeyError:
        return False


def _title(what: str) -> str:
    titles = {
        READ_MAIL: _("A mail could not be read"),
        mail_tasks.read.name: _("A mail could not be read"),
        mail_tasks.read_new.name: _("New mail could not be read"),
        mail_tasks.send.name: _("A reply could not be sent"),
        mail_tasks.send_to_agent.name: _("A mail to an agent could not be sent"),
        mail_tasks.check_connection.name: _("A mailbox could not be tried"),
        conversation_tasks.wake_snoozed.name: _("Snoozed conversations could not be woken"),
    }
    name = what.rpartition(".")[2].replace("_", " ")
    return titles.get(what) or _("“%(name)s” could not do its work") % {"name": name}

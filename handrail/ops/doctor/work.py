"""Background work: somebody does it, in time, and it goes well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.conversations.models import Message, SendState
from handrail.core.jobs import STALLED_AFTER_SECONDS
from handrail.core.models import Failure
from handrail.ops.doctor.database import ask
from handrail.ops.doctor.findings import Finding, Place, lasting, none_of

_LONGEST_WAIT = 60  # seconds that a job which is due may wait
_LONGEST_SENDING = timedelta(days=2)  # refused for now, a reply is tried for about a day
_NOT_SENT = [SendState.QUEUED, SendState.FAILED, SendState.UNKNOWN, SendState.PARTLY]
MOST_COUNTED = 100_000


def worker() -> Finding:
    """A worker has reported lately."""
    # A heartbeat in the future was left by a worker from before the clock was set back.
    (age,) = ask(
        "SELECT min(abs(extract(epoch FROM now() - last_heartbeat)))::int FROM procrastinate_workers"
    )
    return Finding(
        _("worker"),
        age is not None and age <= STALLED_AFTER_SECONDS,
        _("never seen") if age is None else _("seen %(age)s s ago") % {"age": age},
        _("start it: handrail up, or on another machine handrail up --only worker"),
    )


@dataclass(frozen=True)
class Queue:
    """How many jobs are due, at most MOST_COUNTED, and for how many seconds the oldest has been."""

    due: int
    oldest: int


def queue_now() -> Queue:
    """One statement over the jobs that wait; of those that were queued at once only the oldest one's birth
    is looked up.
    """
    due, oldest = ask(_QUEUE)
    return Queue(due, oldest)


_QUEUE = f"""
    WITH due AS MATERIALIZED (
        SELECT id, scheduled_at FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT {MOST_COUNTED}
    ), first AS (
        SELECT count(*) AS due, min(scheduled_at) AS planned,
            min(id) FILTER (WHERE scheduled_at IS NULL) AS id
        FROM due
    )
    SELECT due, greatest(0, coalesce(extract(epoch FROM now() - least(planned, (
        SELECT min(at) FROM procrastinate_events WHERE job_id = first.id))), 0))::int
    FROM first
"""  # noqa: S608


def queue() -> Finding:
    """Jobs that are due are done soon."""
    now = queue_now()
    says = ngettext(
        "%(count)s job is due, for %(age)s", "%(count)s jobs are due, the oldest for %(age)s", now.due
    )
    return Finding(
        _("queue"),
        now.oldest <= _LONGEST_WAIT,
        says % {"count": now.due, "age": lasting(now.oldest)} if now.due else _("no job is due"),
        _("see that a worker runs; if it does, start another one: handrail up --only worker"),
    )


def replies() -> Finding:
    """Every reply has left, or is about to."""
    waits = Q(send_state=SendState.QUEUED, entry__at__gte=timezone.now() - _LONGEST_SENDING)
    waits |= Q(send_state=SendState.QUEUED, send_after__gte=timezone.now() - _LONGEST_SENDING)
    not_sent = Message.objects.filter(send_state__in=_NOT_SENT, dismissed_at=None)
    count = not_sent.exclude(waits).count()
    says = ngettext("%(count)s reply was not sent", "%(count)s replies were not sent", count)
    return none_of(
        _("replies"),
        count,
        says,
        _("no reply is stuck"),
        _("see the list on the page Health: it says why, and sends them again; check the outgoing servers"),
        Place("unsent", _("See why, send them again")),
    )


def failures() -> Finding:
    """Nothing has failed and waits for a person."""
    count = Failure.objects.filter(resolved_at=None).count() + _untold()
    says = ngettext("%(count)s piece of work failed", "%(count)s pieces of work failed", count)
    return none_of(
        _("failures"),
        count,
        says,
        _("no work has failed"),
        _("see the list on the page Health; what can be repeated is repeated by itself"),
        Place("#failures", _("Work that failed")),
    )


def _untold() -> int:
    """Jobs that were given up and are no failure yet: their task is unknown, or no worker runs to tell."""
    (count,) = ask(
        "SELECT count(*) FROM procrastinate_jobs job WHERE status = 'failed' AND NOT EXISTS ("
        "SELECT 1 FROM core_failure WHERE what = job.task_name AND subject = job.id::text)"
    )
    return int(count)

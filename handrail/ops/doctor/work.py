"""Background work: somebody does it, in time, and it goes well."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.conversations.models import Message, SendState
from handrail.core.jobs import STALLED_AFTER_SECONDS
from handrail.core.models import Failure
from handrail.ops.doctor.database import ask
from handrail.ops.doctor.findings import Finding

_LONGEST_WAIT = 60  # seconds that a job which is due may wait


def worker() -> Finding:
    """A worker has reported lately."""
    (age,) = ask("SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
    return Finding(
        _("worker"),
        age is not None and age <= STALLED_AFTER_SECONDS,
        _("never seen") if age is None else _("seen %(age)s s ago") % {"age": age},
        _("start it: handrail up, or on another machine handrail up --only worker"),
    )


def queue() -> Finding:
    """Jobs that are due are done soon."""
    waiting, oldest = ask(
        "SELECT count(*), coalesce(extract(epoch FROM now() - min(due))::int, 0) FROM ("
        "SELECT coalesce(max(job.scheduled_at), min(event.at)) AS due FROM procrastinate_jobs job"
        " JOIN procrastinate_events event ON event.job_id = job.id WHERE job.status = 'todo' GROUP BY job.id"
        ") todo WHERE due <= now()"
    )
    says = ngettext(
        "%(count)s job is due, for %(age)s s", "%(count)s jobs are due, the oldest for %(age)s s", waiting
    )
    return Finding(
        _("queue"),
        oldest <= _LONGEST_WAIT,
        says % {"count": waiting, "age": oldest} if waiting else _("no job is due"),
        _("see that a worker runs; if it does, start another one: handrail up --only worker"),
    )


def replies() -> Finding:
    """Every reply has left, or is about to."""
    count = Message.objects.filter(send_state__in=[SendState.FAILED, SendState.UNKNOWN]).count()
    says = ngettext("%(count)s reply was not sent", "%(count)s replies were not sent", count)
    return Finding(
        _("replies"),
        not count,
        says % {"count": count} if count else _("every reply has left"),
        _("open their conversations, marked as not sent; check the outgoing servers of the mailboxes"),
    )


def failures() -> Finding:
    """Nothing has failed and waits for a person."""
    count = Failure.objects.filter(resolved_at=None).count()
    says = ngettext("%(count)s piece of work failed", "%(count)s pieces of work failed", count)
    return Finding(
        _("failures"),
        not count,
        says % {"count": count} if count else _("no work has failed"),
        _("see the list on the page Health; what can be repeated is repeated by itself"),
    )

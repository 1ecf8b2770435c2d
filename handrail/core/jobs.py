"""Background work: one queue in PostgreSQL (Procrastinate), with retries and visible failures.

Every job of every worker runs inside `noting`, so none fails unseen. A failure's `what` is the name of a task
and its `subject` the job's id, unless the work noted itself under a better name (a receiver and its entry).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, LiteralString

from django.db import connection
from django.utils import timezone
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.exceptions import JobAborted

from handrail.core.models import Failure

if TYPE_CHECKING:
    from procrastinate.middleware import AsyncCallNext
    from procrastinate.worker import Worker

log = logging.getLogger(__name__)
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)
SOMEBODY_WAITS = 10  # priority of jobs that a person waits for: done before thousands that came earlier
NOBODY_WAITS = -10  # of those that take long: done when nothing else is due
HEARTBEAT_SECONDS = 5.0
STALLED_AFTER_SECONDS = 15.0

_LONGEST = 2000  # characters of an error
_EVERY_ROUND = "every round"  # the subject of a periodic task: its next round is its retry
_NOTE = """
    INSERT INTO core_failure (what, subject, error, attempts, first_at, last_at)
    VALUES (%(what)s, %(subject)s, %(error)s, 1, now(), now())
    ON CONFLICT (what, subject) DO UPDATE SET error = excluded.error, last_at = excluded.last_at,
        attempts = core_failure.attempts + 1, resolved_at = NULL
"""
_SETTLE = """
    UPDATE core_failure SET resolved_at = now()
    WHERE what = %(what)s AND subject = %(subject)s AND resolved_at IS NULL
"""
_ADOPT = """
    INSERT INTO core_failure (what, subject, error, attempts, first_at, last_at)
    SELECT task_name, id::text, 'No task of this name in this version', attempts + 1, now(), now()
    FROM procrastinate_jobs WHERE status = 'failed'
    ON CONFLICT (what, subject) DO NOTHING
"""
# Who lives writes its own heartbeat anew within seconds.
_NO_WORKER_FROM_THE_FUTURE = """
    UPDATE procrastinate_workers SET last_heartbeat = now() WHERE last_heartbeat > now() + interval '1 minute'
"""
# Jobs planned while the clock was ahead keep their distance from the moment in which they were planned.
_NO_PLAN_FROM_THE_FUTURE = """
    WITH ahead AS (
        SELECT id, job_id, at FROM procrastinate_events
        WHERE type <> 'scheduled' AND at > now() + interval '1 minute'
    ), mended AS (
        UPDATE procrastinate_events SET at = now() WHERE id IN (SELECT id FROM ahead)
    )
    UPDATE procrastinate_jobs job
    SET scheduled_at = now() + greatest(job.scheduled_at - plan.at, interval '0')
    FROM (SELECT job_id, max(at) AS at FROM ahead GROUP BY job_id) plan
    WHERE plan.job_id = job.id AND job.status = 'todo' AND job.scheduled_at > now()
"""
# No pause between two tries is longer than a day: such a one was planned by a worker with another clock.
_NO_LONG_PAUSE = """
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE status = 'todo' AND attempts > 0 AND scheduled_at > now() + interval '1 day'
"""


def watch_jobs(app: App) -> None:
    """Let every worker of this app note the failures of its jobs; PROCRASTINATE_ON_APP_READY names it."""
    app.worker_defaults["worker_middleware"] = [noting]


async def noting(call_next: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Run a job; a failure is kept where admins see it, and settled when a later try succeeds."""
    job, is_periodic = context.job, _is_periodic(worker.app, context.job.task_name)
    work = {"what": job.task_name, "subject": _EVERY_ROUND if is_periodic else str(job.id)}
    try:
        result = await call_next()
    except JobAborted:
        raise
    except Exception as error:
        if not _is_noted(error):
            await _execute(worker.app, _NOTE, **work, error=_told(error))
        if is_periodic or (_is_noted(error) and _is_last_try(context, error)):
            log.exception("job failed", extra={"task": job.task_name})
            return None  # nothing is left in the queue that somebody could wait for
        raise
    if job.attempts or is_periodic:
        await _execute(worker.app, _SETTLE, **work)
    return result


async def adopt_failed_jobs(app: App) -> None:
    """Note the jobs that no code could be found for: they fail before `noting` begins."""
    await app.connector.execute_query_async(_ADOPT)


async def mend_times(app: App) -> None:
    """After the clock was set back: nobody is waited for, and nothing waits, until a time long from now."""
    for mend in (_NO_WORKER_FROM_THE_FUTURE, _NO_PLAN_FROM_THE_FUTURE, _NO_LONG_PAUSE):
        await app.connector.execute_query_async(mend)


def note_failure(what: str, subject: str, error: BaseException) -> Failure:
    """Keep a failure where an admin sees it; the same work counts up its attempts."""
    error.__dict__["is_noted"] = True
    text = _told(error)
    failure, created = Failure.objects.get_or_create(what=what, subject=subject, defaults={"error": text})
    if not created:
        failure.attempts += 1
        failure.error, failure.last_at, failure.resolved_at = text, timezone.now(), None
        failure.save()
    return failure


def note_success(what: str, subject: str) -> None:
    """The work went through after all: its failure is settled."""
    Failure.objects.filter(what=what, subject=subject, resolved_at=None).update(resolved_at=timezone.now())


def done_or_noted(what: str, subject: str, do: Callable[[], bool]) -> bool:
    """Do one of many: if it cannot be done an admin sees why, False, and the others go on."""
    try:
        is_done = do()
    except Exception as error:
        note_failure(what, subject, error)
        return False
    note_success(what, subject)
    return is_done


def retry_jobs(jobs: Iterable[int]) -> int:
    """Let jobs that were given up, or wait for their next try, run now; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs"
            " WHERE id = ANY(%s) AND status = 'failed'",
            [ids := list(jobs)],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = ANY(%s) AND status = 'todo'", [ids]
        )
        return int(cursor.rowcount)


def forget_jobs(jobs: Iterable[int]) -> None:
    """Remove jobs that were given up. Those that will be tried again stay: somebody waits for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'failed'", [list(jobs)]
        )


def is_round(failure: Failure) -> bool:
    """Whether it is of a periodic task: nobody need do that again."""
    return failure.subject == _EVERY_ROUND


async def _execute(app: App, query: LiteralString, **values: Any) -> None:
    try:
        await app.connector.execute_query_async(query, **values)
    except Exception:
        log.exception("the outcome of a job could not be noted", extra={"task": values["what"]})


def _is_periodic(app: App, task_name: str) -> bool:
    return any(name == task_name for name, _ in app.periodic_registry.periodic_tasks)


def _is_noted(error: BaseException) -> bool:
    return bool(getattr(error, "is_noted", False))


def _is_last_try(context: JobContext, error: Exception) -> bool:
    return context.task.get_retry_exception(exception=error, job=context.job) is None


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:_LONGEST]

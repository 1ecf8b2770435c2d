"""No job fails unseen: whatever it is, and whether it is tried again, given up, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.core.jobs import forget_jobs, note_failure, noting, retry_jobs
from handrail.core.models import Failure
from handrail.core.tasks import mend_stalled_jobs
from tests.work import let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db(transaction=True)
Stones = dict[str, bool]


@pytest.fixture
def stones() -> Iterator[Stones]:
    """A task that stumbles while there is a stone on its path; it is tried twice."""
    path: Stones = {"there": True}

    @app.task(name="tests.walk", retry=RetryStrategy(max_attempts=1, wait=60))
    def walk() -> None:
        if path["there"]:
            raise ValueError("a stone on the path")

    @app.task(name="tests.walk_noted", pass_context=False)
    def walk_noted() -> None:
        error = ValueError("a stone that is known")
        note_failure("tests.receiver", "812", error)
        raise error

    yield path
    for name in ("tests.walk", "tests.walk_noted"):
        del app.tasks[name]


def defer(name: str, **values: Any) -> int:
    return app.configure_task(name, allow_unknown=True).defer(**values)


def left() -> list[str]:
    """States of the jobs that have not succeeded."""
    return [job.status for job in ProcrastinateJob.objects.exclude(status="succeeded")]


def test_every_worker_runs_every_job_inside_noting() -> None:
    assert app.worker_defaults["worker_middleware"] == [noting]
    assert len(app.tasks) > 8


def test_a_job_that_fails_is_seen_with_its_error_and_settled_by_a_later_success(stones: Stones) -> None:
    job = defer("tests.walk")
    work_until_empty()
    failure = Failure.objects.get()
    assert (failure.what, failure.subject, failure.attempts) == ("tests.walk", str(job), 1)
    assert failure.error == "ValueError: a stone on the path"
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
    stones["there"] = False
    let_time_pass()
    work_until_empty()
    failure.refresh_from_db()
    assert failure.resolved_at
    assert left() == []


def test_a_job_that_was_given_up_can_be_done_again_or_forgotten(stones: Stones) -> None:
    job, other = defer("tests.walk"), defer("tests.walk")
    for _ in range(2):
        work_until_empty()
        let_time_pass()
    assert left() == ["failed", "failed"]
    assert {*Failure.objects.values_list("attempts", "resolved_at")} == {(2, None)}
    forget_jobs([other])
    stones["there"] = False
    assert retry_jobs([job, other]) == 1
    work_until_empty()
    assert Failure.objects.get(subject=job).resolved_at
    assert left() == []


def test_a_job_that_waits_can_be_tried_now_and_is_not_forgotten(stones: Stones) -> None:
    job = defer("tests.walk")
    work_until_empty()
    forget_jobs([job])
    stones["there"] = False
    assert retry_jobs([job]) == 1
    work_until_empty()
    assert Failure.objects.get().resolved_at


def test_a_job_whose_task_is_gone_is_told(stones: Stones) -> None:
    job = defer("handrail.gone.tasks.old")
    work_until_empty()
    defer(mend_stalled_jobs.name, timestamp=0)
    work_until_empty()
    failure = Failure.objects.get()
    assert (failure.what, failure.subject) == ("handrail.gone.tasks.old", str(job))
    assert "No task" in failure.error


def test_what_notes_itself_is_told_once_and_leaves_nothing_in_the_queue(stones: Stones) -> None:
    defer("tests.walk_noted")
    work_until_empty()
    assert Failure.objects.get().what == "tests.receiver"
    assert left() == []


def test_a_periodic_task_that_fails_is_one_failure_until_a_round_goes_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("the clock stands still")

    def round_with(function: Callable[..., object] | None) -> None:
        with monkeypatch.context() as patch:
            if function:
                patch.setattr("handrail.conversations.verbs.snoozing.wake_due", function)
            defer("handrail.conversations.tasks.wake_snoozed", timestamp=0)
            work_until_empty()

    round_with(fail)
    round_with(fail)
    failure = Failure.objects.get()
    assert (failure.attempts, failure.resolved_at) == (2, None)
    assert left() == []
    round_with(None)
    failure.refresh_from_db()
    assert failure.resolved_at


def test_after_the_clock_was_set_back_no_job_waits_for_a_year(stones: Stones) -> None:
    """A first try and a retry, planned while a clock was a year ahead; and one that was planned well."""
    stones["there"] = False
    soon = {"seconds": 4}
    first = app.configure_task("tests.walk", schedule_in=soon).defer()
    retry = app.configure_task("tests.walk", schedule_in=soon).defer()
    well = app.configure_task("tests.walk", schedule_in={"days": 300}).defer()
    with connection.cursor() as cursor:
        year_ahead = (
            "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at + interval '1 year', attempts = %s"
        )
        cursor.execute(f"{year_ahead} WHERE id = %s", [0, first])
        cursor.execute(f"{year_ahead} WHERE id = %s", [1, retry])
        cursor.execute(
            "UPDATE procrastinate_events SET at = at + interval '1 year'"
            " WHERE job_id = %s AND type = 'deferred'",
            [first],
        )
    for _ in range(2):
        defer(mend_stalled_jobs.name, timestamp=0)
        work_until_empty()
    assert days_until(first) == days_until(retry) == 0
    assert days_until(well) == 299


def days_until(job: int) -> int:
    """Whole days until a job is due; none when it is done."""
    planned = ProcrastinateJob.objects.get(pk=job).scheduled_at or timezone.now()
    return max(timedelta(), planned - timezone.now()).days


def test_a_worker_of_a_time_that_has_not_come_is_found_dead_like_any_other(stones: Stones) -> None:
    stones["there"] = False
    job = defer("tests.walk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() + interval '1 year') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )
    defer(mend_stalled_jobs.name, timestamp=0)
    work_until_empty()
    assert left() == ["doing"], "it may live: its heart is given the time to beat"
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_heartbeat <= now() FROM procrastinate_workers WHERE id = %s", [worker])
        assert cursor.fetchone() == (True,)
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '20 seconds'")
    defer(mend_stalled_jobs.name, timestamp=0)
    work_until_empty()
    assert left() == []


def test_ten_thousand_failed_jobs_are_told_quickly() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " SELECT 'default', 'handrail.gone', 'failed' FROM generate_series(1, 10000)"
        )
    defer(mend_stalled_jobs.name, timestamp=0)
    work_until_empty()
    assert Failure.objects.count() == 10_000

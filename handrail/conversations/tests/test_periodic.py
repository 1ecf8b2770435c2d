"""What returns by the clock returns as often as it is meant to: cron with seconds is easily misread."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django import app

MIDNIGHT = 1_800_000_000 - 1_800_000_000 % 86_400


@pytest.mark.parametrize(
    ("task", "seconds"),
    [
        ("handrail.core.tasks.mend_stalled_jobs", 10),
        ("handrail.conversations.tasks.wake_snoozed", 15),
    ],
)
def test_periodic_tasks_return_after_so_many_seconds(task: str, seconds: int) -> None:
    times = app.periodic_registry.periodic_tasks[(task, "")].croniter
    times.set_current(start_time=MIDNIGHT)
    assert [times.get_next(float) - MIDNIGHT for _ in range(3)] == [seconds, 2 * seconds, 3 * seconds]

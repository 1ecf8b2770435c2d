"""Long work rests for a share of what it computes, and not for what others do."""

from __future__ import annotations

import time

from handrail.core.rests import Rests


def test_one_rests_as_long_as_half_of_what_it_computed() -> None:
    rests, busy = Rests(0.5), Rests(0)
    began = time.thread_time()
    while time.thread_time() - began < 0.1:
        sum(range(1000))
    before = time.thread_time(), time.monotonic()
    rests.take()
    assert time.monotonic() - before[1] >= 0.05
    assert time.thread_time() - before[0] < 0.05  # it slept
    rests.take()
    busy.take()
    assert time.thread_time() - before[0] < 0.05

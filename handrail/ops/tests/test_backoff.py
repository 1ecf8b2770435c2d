"""Waiting times between starts of what keeps dying."""

from handrail.ops.up.backoff import FIRST, LONGEST, Backoff


def test_waits_double_up_to_the_longest() -> None:
    backoff, now, waits = Backoff(), 100.0, []
    for _ in range(9):
        backoff.start(now)
        waits.append(backoff.died(now + 1))
        now = backoff.due
    assert waits[:4] == [FIRST, FIRST * 2, FIRST * 4, FIRST * 8]
    assert waits[-1] == LONGEST


def test_who_lived_long_starts_again_soon() -> None:
    backoff = Backoff(wait=LONGEST)
    backoff.start(100)
    assert backoff.died(161) == FIRST
    assert backoff.due == 161 + FIRST

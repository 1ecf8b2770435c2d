"""The clock of a promise: when it ends, and how much of it has passed. Pure: no database, no clock read.

It runs while the mailbox is open (always, without hours) and stands in pauses. Slots that overlap count once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from handrail.routing.hours import Hours, Opening, openings

FARTHEST = timedelta(days=5 * 366)  # a promise that takes longer than that ends never
# The slots of a date begin at most so long before its midnight in UTC: no zone was ever further ahead.
_FURTHEST_AHEAD = timedelta(hours=16)


class Pause(NamedTuple):
    """A time, both ends aware, in which the clock stands."""

    begins: datetime
    ends: datetime


def due(
    since: datetime, promised: timedelta, hours: Hours | None = None, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When `promised` working time (more than none) has passed since a moment, in UTC; None beyond years.

    At the end of a slot it is that end, not the next slot's beginning. `pauses` are in order.
    """
    rest = promised
    for begins, ends in _running(since, hours, pauses):
        if ends - begins >= rest:
            return begins + rest
        rest -= ends - begins
    return None


def worked(
    since: datetime, until: datetime, hours: Hours | None = None, pauses: Sequence[Pause] = ()
) -> timedelta:
    """How long the clock has run between two moments."""
    total = timedelta()
    for begins, ends in _running(since, hours, pauses):
        if begins >= until:
            break
        total += min(ends, until) - begins
    return total


def left(
    at: datetime,
    since: datetime,
    promised: timedelta,
    hours: Hours | None = None,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """How much of what is promised is left `at` a moment; less than nothing when it is broken."""
    return promised - worked(since, at, hours, pauses)


def _running(since: datetime, hours: Hours | None, pauses: Sequence[Pause]) -> Iterator[Opening]:
    """The times from `since` on in which the clock runs: in order, apart from each other."""
    moment = since.astimezone(UTC)
    spans = _open(hours, moment) if hours else iter([(moment, moment + FARTHEST)])
    for span in spans:
        yield from _without(span, pauses) if pauses else (span,)


def _open(hours: Hours, moment: datetime) -> Iterator[Opening]:
    """What is left of the openings after a moment. One is given when no later date can begin before it."""
    first = moment.astimezone(hours.zone).date() - timedelta(days=2)
    reached, known = moment, list[Opening]()
    for ahead in range(FARTHEST.days):
        day = first + timedelta(days=ahead)
        known = sorted([*known, *openings(hours, day)])
        settled = datetime.combine(day + timedelta(days=1), time(), UTC) - _FURTHEST_AHEAD
        while known and known[0][0] < settled:
            begins, ends = known.pop(0)
            if ends > max(begins, reached):
                yield max(begins, reached), ends
                reached = ends


def _without(span: Opening, pauses: Sequence[Pause]) -> Iterator[Opening]:
    """The parts of a time that lie in no pause."""
    begins, ends = span
    for pause in pauses:
        if pause.begins >= ends:
            break
        if pause.begins > begins:
            yield begins, pause.begins
        begins = max(begins, pause.ends)
        if begins >= ends:
            return
    yield begins, ends

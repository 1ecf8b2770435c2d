"""What is known of one wait. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Case(NamedTuple):
    """Somebody asked for the first time. Times are hours since 1970; None: not yet.

    `answered` by a person; `left`: it stopped waiting without that (closed, spam, merged), which says no more
    of a wait than that it lasted so long.
    """

    asked: float
    answered: float | None = None
    left: float | None = None
    channel: str = ""
    language: str = ""

    def until(self, now: float) -> float:
        """When the wait was over, or now."""
        ends = self.answered if self.answered is not None else self.left
        return now if ends is None or ends > now else ends

    def is_answered(self, now: float) -> bool:
        """Whether a person had answered by now."""
        return self.answered is not None and self.answered <= now

    def waits(self, now: float) -> bool:
        """Whether it still waits now."""
        return self.asked <= now and all(end is None or end > now for end in (self.answered, self.left))


class Step(NamedTuple):
    """A time in which nothing changed: so many waited. `ends_with`: +1 somebody asked, -1 was answered, 0
    left.
    """

    begins: float
    ends: float
    waiting: int
    ends_with: int
    case: int


def steps(cases: Iterable[Case], now: float) -> Iterator[Step]:
    """The history of a queue until now, in order; `case` is the place of whose event ends each step."""
    events = []
    for place, case in enumerate(cases):
        events.append((case.asked, 1, place))
        until = case.until(now)
        if not case.waits(now):
            events.append((max(until, case.asked), -1 if case.is_answered(now) else 0, place))
    events.sort(key=lambda one: (one[0], -one[1]))
    waiting = 0
    at = events[0][0] if events else now
    for moment, change, place in events:
        yield Step(at, moment, waiting, change, place)
        waiting += 1 if change == 1 else -1
        at = moment
    if at < now:
        yield Step(at, now, waiting, 2, -1)

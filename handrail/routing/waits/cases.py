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
    """A time in which nothing changed: so many waited. With what it ends, and by which case (its place)."""

    begins: float
    ends: float
    waiting: int
    ends_with: int
    case: int


ASKED, ANSWERED, LEFT, NOTHING = 1, 2, 3, 4


def steps(cases: Iterable[Case], now: float) -> Iterator[Step]:
    """The history of a queue until now, in order; the last step ends with nothing, now."""
    events = []
    for place, case in enumerate(cases):
        events.append((case.asked, ASKED, place))
        if not case.waits(now):
            what = ANSWERED if case.is_answered(now) else LEFT
            events.append((max(case.until(now), case.asked), what, place))
    waiting, at = 0, min((moment for moment, _what, _place in events), default=now)
    for moment, what, place in sorted(events):
        yield Step(at, moment, waiting, what, place)
        waiting += 1 if what == ASKED else -1
        at = moment
    yield Step(at, max(now, at), waiting, NOTHING, -1)

"""Within which time somebody who asks now is answered: half of the time, and nine times of ten. Pure.

A queue says what is to be expected (`queue.py`); how far recent waits were from what it would have said of
them says how sure that is. So the statement is right as often as it says whatever the queue gets wrong, as
long as it gets it wrong as it did lately (V. Chernozhukov, K. Wüthrich, Y. Zhu, "Distributional conformal
prediction", PNAS 118 (2021); with weights: R. F. Barber et al., "Conformal prediction beyond
exchangeability", Annals of Statistics 51 (2023)).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handrail.routing.hours import Hours
from handrail.routing.waits.cases import Case
from handrail.routing.waits.queue import Length, Queue, State, fitted
from handrail.routing.waits.survival import Seen, effective, quantiles
from handrail.routing.waits.working import Calendar

LEAST = 30  # answered cases below which nobody knows
HALF, MOST, HIGHEST = 0.5, 0.9, 0.995
RECENT = 14 * 24.0  # hours in which the miss of a statement comes to count half
SHORTEST = 1 / 3600  # hours of work: with it nothing is said before the opening
AHEAD = 45 * 24.0  # hours: what may take longer than that, nobody knows


class Basis(NamedTuple):
    """Whose cases a statement stands on: of a channel and a language, of a channel, or (both empty) all."""

    channel: str = ""
    language: str = ""

    def holds(self, case: Case) -> bool:
        """Whether a case is one of them."""
        return self.channel in ("", case.channel) and self.language in ("", case.language)


class Wait(NamedTuple):
    """What is said: half of those who ask then are answered `half_by`, nine of ten `most_by` (hours since
    1970).

    It stands on so many answered `cases` of `basis`.
    """

    half_by: float
    most_by: float
    basis: Basis
    cases: int


def bases(channel: str, language: str) -> list[Basis]:
    """Whose cases may speak for somebody, the closest first."""
    return [Basis(channel, language), Basis(channel), Basis()]


class Predictor:
    """All that a mailbox's recent cases say about waits now. Cases are in the order in which they asked."""

    def __init__(self, cases: Sequence[Case], now: float, calendar: Calendar) -> None:
        self.cases, self.now, self.calendar = cases, now, calendar
        self._queues: dict[Basis, _Fitted | None] = {}

    def wait(self, channel: str = "", language: str = "") -> Wait | None:
        """What to say to somebody who asks now; None: we do not know yet."""
        for basis in bases(channel, language):
            own = [place for place, case in enumerate(self.cases) if basis.holds(case)]
            answered = sum(self.cases[place].is_answered(self.now) for place in own)
            if answered >= LEAST and (found := self._said(basis, own)):
                return Wait(*found, basis, answered)
        return None

    def _said(self, basis: Basis, own: Sequence[int]) -> tuple[float, float] | None:
        """By the queue of these alone, or by that of the whole mailbox if that was nearer to what came."""
        queues = (self._queue(one) for one in dict.fromkeys((basis, Basis())))
        told = [found for queue in queues if queue and (found := self._told(queue, own))]
        return min(told)[1:] if told else None

    def _told(self, known: _Fitted, own: Sequence[int]) -> _Told | None:
        """What a queue says, set right by how far it was from recent waits of the `own` cases."""
        queue, past = known.queue, [self._past(known, place) for place in own]
        sure = 1 + 1 / max(effective(one.seen.weight for one in past), 1)
        half, most = quantiles((one.seen for one in past), (HALF, min(MOST * sure, HIGHEST)))
        if half is None or most is None:
            return None
        expected, begins = queue.expects(queue.states[-1]), queue.clock.shows(self.now)
        half_by, most_by = (
            queue.clock.when(begins + max(length_at(one, expected), SHORTEST)) for one in (half, most)
        )
        if half_by is None or most_by is None:
            return None
        return _Told(_cost(past, half, most), max(half_by, self.now), max(most_by, self.now))

    def _past(self, known: _Fitted, place: int) -> _Past:
        case, clock = self.cases[place], known.queue.clock
        lasted = clock.shows(case.until(self.now)) - clock.shows(case.asked)
        expected = known.queue.expects(known.states[place])
        weight = 0.5 ** ((self.now - case.asked) / RECENT)
        return _Past(Seen(missed(lasted, expected), case.is_answered(self.now), weight), lasted, expected)

    def _queue(self, basis: Basis) -> _Fitted | None:
        if basis not in self._queues:
            places = [place for place, case in enumerate(self.cases) if basis.holds(case)]
            queue = fitted([self.cases[place] for place in places], self.now, self.calendar)
            states = zip(places, queue.states, strict=False) if queue else ()
            self._queues[basis] = _Fitted(queue, dict(states)) if queue else None
        return self._queues[basis]


@dataclass(frozen=True)
class _Fitted:
    """A queue, and how it stood when each of the cases (by place) asked."""

    queue: Queue
    states: dict[int, State]


class _Past(NamedTuple):
    """One recent wait: by how much it missed what was to be expected; how long it lasted; what that was."""

    seen: Seen
    lasted: float
    expected: Length


class _Told(NamedTuple):
    """What such statements would have cost lately, then the two times."""

    cost: float
    half_by: float
    most_by: float


def _cost(past: Iterable[_Past], half: float, most: float) -> float:
    return sum(
        one.seen.weight * _pinball(one.lasted - length_at(miss, one.expected), share)
        for one in past
        for miss, share in ((half, HALF), (most, MOST))
    )


def missed(lasted: float, expected: Length) -> float:
    """How far a wait was from what was to be expected, in standard deviations of a normal distribution.

    By the cube root that makes a gamma distribution nearly normal: E. B. Wilson and M. M. Hilferty, "The
    distribution of chi-square", PNAS 17 (1931).
    """
    shape = (expected.mean / expected.spread) ** 2
    return 3 * math.sqrt(shape) * (math.cbrt(max(lasted, 0.0) / expected.mean) - 1 + 1 / (9 * shape))


def length_at(miss: float, expected: Length) -> float:
    """The wait that lies so far from what is to be expected: the inverse of `missed`."""
    shape = (expected.mean / expected.spread) ** 2
    root = max(1 - 1 / (9 * shape) + miss / (3 * math.sqrt(shape)), 0.0)
    return expected.mean * root * root * root


def _pinball(over: float, share: float) -> float:
    """What a quantile costs that was exceeded by so much (R. Koenker, G. Bassett, Econometrica 46, 1978)."""
    return share * over if over > 0 else (share - 1) * over


def predictor(cases: Sequence[Case], now: float, hours: Hours | None, zone: ZoneInfo) -> Predictor:
    """What cases (in the order in which they asked) and a mailbox's hours say; `zone` is of its clocks on
    walls.
    """
    first = cases[0].asked if cases else now
    return Predictor(cases, now, Calendar(min(first, now), now + AHEAD, hours, zone))

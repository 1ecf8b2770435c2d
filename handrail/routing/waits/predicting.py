"""Within which time somebody who asks now is answered: half of the time, and nine times of ten. Pure.

A queue says what is to be expected (`queue.py`); how far recent waits were from what it would have said of
them says how sure that is. So the statement is right as often as it says whatever the queue gets wrong, as
long as it gets it wrong as it did lately (V. Chernozhukov, K. Wüthrich, Y. Zhu, "Distributional conformal
prediction", PNAS 118 (2021); with weights: R. F. Barber et al., "Conformal prediction beyond
exchangeability", Annals of Statistics 51 (2023)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handrail.routing.hours import Hours
from handrail.routing.waits.cases import Case
from handrail.routing.waits.queue import Length, Queue, State, fitted
from handrail.routing.waits.survival import Seen, effective, quantiles
from handrail.routing.waits.working import Calendar

LEAST = 30  # answered cases below which nobody knows
HALF, MOST = 0.5, 0.9
RECENT = 14 * 24.0  # hours in which the miss of a statement comes to count half
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
        """By the queue of these alone or by that of the whole mailbox, whichever had been nearer to what
        came.
        """
        tried = [
            _Told(queue, own, self) for one in dict.fromkeys((basis, Basis())) if (queue := self._queue(one))
        ]
        for told in sorted(tried, key=lambda one: one.cost):
            if told.times:
                return told.times
        return None

    def _queue(self, basis: Basis) -> _Fitted | None:
        if basis not in self._queues:
            places = [place for place, case in enumerate(self.cases) if basis.holds(case)]
            queue = fitted([self.cases[place] for place in places], self.now, self.calendar)
            self._queues[basis] = queue and _Fitted(queue, dict(zip(places, queue.states, strict=False)))
        return self._queues[basis]


@dataclass(frozen=True)
class _Fitted:
    """A queue, and how it stood when each of the cases (by place) asked."""

    queue: Queue
    states: dict[int, State]


class _Told:
    """What a queue says, set right by how far it was from recent waits of the `own` cases."""

    def __init__(self, fitted_: _Fitted, own: Sequence[int], asked: Predictor) -> None:
        queue, now = fitted_.queue, asked.now
        misses, lengths = [], []
        for place in own:
            case = asked.cases[place]
            lasted = queue.clock.shows(case.until(now)) - queue.clock.shows(case.asked)
            length = queue.expects(fitted_.states[place])
            weight = 0.5 ** ((now - case.asked) / RECENT)
            misses.append(Seen(missed(lasted, length), case.is_answered(now), weight))
            lengths.append((lasted, length))
        sure = 1 + 1 / max(effective(one.weight for one in misses), 1)
        half, most = quantiles(misses, (HALF, min(MOST * sure, 0.995)))
        self.times: tuple[float, float] | None = None
        self.cost = float("inf")
        if half is None or most is None:
            return
        told = queue.expects(queue.states[-1])
        begins = queue.clock.shows(now)
        ends = [queue.clock.when(begins + length_at(miss, told)) for miss in (half, most)]
        if ends[0] is not None and ends[1] is not None:
            self.times = (max(ends[0], now), max(ends[1], now))
        self.cost = sum(
            seen.weight
            * (
                _pinball(lasted - length_at(half, length), HALF)
                + _pinball(lasted - length_at(most, length), MOST)
            )
            for seen, (lasted, length) in zip(misses, lengths, strict=True)
        )


def missed(lasted: float, expected: Length) -> float:
    """How far a wait was from what was to be expected, in standard deviations of a normal distribution.

    By the cube root that makes a gamma distribution nearly normal: E. B. Wilson and M. M. Hilferty, "The
    distribution of chi-square", PNAS 17 (1931).
    """
    shape = (expected.mean / expected.spread) ** 2
    return 3 * shape**0.5 * ((max(lasted, 0.0) / expected.mean) ** (1 / 3) - 1 + 1 / (9 * shape))


def length_at(miss: float, expected: Length) -> float:
    """The wait that lies so far from what is to be expected: the inverse of `missed`."""
    shape = (expected.mean / expected.spread) ** 2
    return expected.mean * max(1 - 1 / (9 * shape) + miss / (3 * shape**0.5), 0.0) ** 3


def _pinball(over: float, share: float) -> float:
    """What a quantile costs that was exceeded by so much (R. Koenker, G. Bassett, Econometrica 46, 1978)."""
    return share * over if over > 0 else (share - 1) * over


def predictor(cases: Sequence[Case], now: float, hours: Hours | None, zone: ZoneInfo) -> Predictor:
    """What cases (in the order in which they asked) and a mailbox's hours say; `zone` is of its clocks on
    walls.
    """
    first = cases[0].asked if cases else now
    return Predictor(cases, now, Calendar(min(first, now), now + AHEAD, hours, zone))

"""A mailbox as a queue, fitted to its own record: how many work at once, how fast, when, and how fast lately.

Pure. Answers leave a queue of `waiting` people at the rate min(waiting, servers) × rate × pace, as in the
queue M/M/c (A. K. Erlang, 1917): servers and rate are those by which the record is likeliest, the pace of
each hour of the day and kind of day is answers by answers expected, drawn towards the day's. That the team is
slower or faster lately, nobody having said so, is followed by a gamma-Poisson filter that forgets (A. C.
Harvey and C. Fernandes, Journal of Business & Economic Statistics 7, 1989).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handrail.routing.waits.cases import ANSWERED, ASKED, NOTHING, Case, Step, steps
from handrail.routing.waits.working import BIN, CELLS, Calendar, Clock

HALF_LIFE = 10 * 24.0  # hours in which what was seen comes to count half
MOST_SERVERS, MOST_WAITING = 40, 400
PRIOR = 2.0  # answers that speak for the pace of the whole day
SLOWEST = 1e-4  # of a pace: no hour is quite impossible
ROUNDS = 3
MEMORY = 10.0  # hours of ordinary work after which half of "lately" is forgotten
TRUST = 8.0  # answers that speak for "as fast as ever"


class State(NamedTuple):
    """How things stood when somebody asked: so many waited before them; lately so fast (1: as ever), by so
    many.
    """

    waiting: int
    lately: float
    known_by: float


class Length(NamedTuple):
    """A wait to come, in hours of ordinary work: its mean and its standard deviation."""

    mean: float
    spread: float


@dataclass(frozen=True)
class Queue:
    """A queue with `servers` of whom each gives `rate` answers in an hour of ordinary work of its clock."""

    clock: Clock
    servers: int
    rate: float
    states: tuple[State, ...]  # of each case, then as it stands now

    def expects(self, state: State) -> Length:
        """How long somebody waits who asks then: until those before them are answered, and they are.

        Of a gamma distributed time by which so many have gone, at a rate known by a few answers.
        """
        one = 1 / (self.rate * state.lately)
        before = max(state.waiting + 1 - self.servers, 0)
        queued = before * one / self.servers
        variance = before * (one / self.servers) ** 2 + one**2 + (queued + one) ** 2 / state.known_by
        return Length(queued + one, math.sqrt(variance))


def fitted(cases: Sequence[Case], now: float, calendar: Calendar) -> Queue | None:
    """The queue that these cases (by when they asked) went through; None when nobody was answered."""
    seen = _Record(cases, now, calendar)
    if not seen.answers:
        return None
    pace = [1.0] * CELLS
    for _round in range(ROUNDS):
        servers, rate = seen.likeliest(pace)
        pace = seen.paces(servers, rate)
    clock = Clock(calendar, pace)
    servers, rate = seen.likeliest(pace)
    states = _states(seen.steps, len(cases), clock, servers, rate)
    return Queue(clock, servers, rate, tuple(states))


class _Record:
    """What was seen: answers, and how long so many waited, by cell and number waiting, old ones less."""

    def __init__(self, cases: Sequence[Case], now: float, calendar: Calendar) -> None:
        self.steps = list(steps(cases, now))
        self.answers: dict[tuple[int, int], float] = defaultdict(float)
        self.exposed: dict[tuple[int, int], float] = defaultdict(float)
        for step in self.steps:
            self._add(step, now, calendar)

    def _add(self, step: Step, now: float, calendar: Calendar) -> None:
        waiting = min(step.waiting, MOST_WAITING)
        if not waiting:
            return
        weight = 0.5 ** ((now - step.ends) / HALF_LIFE)
        first = (step.begins - calendar.begins) / BIN
        last = (step.ends - calendar.begins) / BIN
        bin_ = int(first)
        while bin_ < last:
            part = min(last, bin_ + 1) - max(first, bin_)
            if share := calendar.open[bin_]:
                self.exposed[calendar.cells[bin_], waiting] += weight * part * share * BIN
            bin_ += 1
        if step.ends_with == ANSWERED:
            self.answers[calendar.cells[min(int(last), calendar.count - 1)], waiting] += weight

    def likeliest(self, pace: Sequence[float]) -> tuple[int, float]:
        """The servers, and the rate of each, for which the record is likeliest; the fewest of equals."""
        answers, exposed = defaultdict[int, float](float), defaultdict[int, float](float)
        for (_cell, waiting), weight in self.answers.items():
            answers[waiting] += weight
        for (cell, waiting), length in self.exposed.items():
            exposed[waiting] += length * pace[cell]
        total, best = sum(answers.values()), (-math.inf, 1, 1.0)
        for servers in range(1, MOST_SERVERS + 1):
            work = sum(length * min(waiting, servers) for waiting, length in exposed.items())
            rate = total / max(work, 1e-9)
            likely = sum(
                weight * math.log(min(waiting, servers) * rate) for waiting, weight in answers.items()
            )
            if likely > best[0] + 1e-6:
                best = (likely, servers, rate)
        return best[1], best[2]

    def paces(self, servers: int, rate: float) -> list[float]:
        """How fast each cell runs."""
        answers, expected = [0.0] * CELLS, [0.0] * CELLS
        for (cell, _waiting), weight in self.answers.items():
            answers[cell] += weight
        for (cell, waiting), length in self.exposed.items():
            expected[cell] += length * min(waiting, servers) * rate
        found = []
        for cell in range(CELLS):
            day = slice(cell - cell % 24, cell - cell % 24 + 24)
            usual = (sum(answers[day]) + PRIOR) / (sum(expected[day]) + PRIOR)
            found.append(max((answers[cell] + PRIOR * usual) / (expected[cell] + PRIOR), SLOWEST))
        return found


def _states(history: Sequence[Step], count: int, clock: Clock, servers: int, rate: float) -> list[State]:
    """How things stood when each asked, by what had happened until then; the last one is now."""
    found = [State(0, 1.0, TRUST)] * (count + 1)
    answers = expected = TRUST
    for step in history:
        worked = clock.shows(step.ends) - clock.shows(step.begins)
        keeps = 0.5 ** (worked / MEMORY)
        answers = TRUST + (answers - TRUST) * keeps
        expected = TRUST + (expected - TRUST) * keeps + worked * min(step.waiting, servers) * rate
        if step.ends_with == ANSWERED:
            answers += 1
        elif step.ends_with in (ASKED, NOTHING):
            place = step.case if step.ends_with == ASKED else count
            found[place] = State(step.waiting, answers / expected, answers)
    return found

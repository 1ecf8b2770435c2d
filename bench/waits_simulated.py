"""Teams that answer, simulated: who asks when, who is there, who is answered when; and an oracle who knows it
all.
Arrivals are a Poisson process whose rate changes with the hour: P. A. W. Lewis and G. S. Shedler,
"Simulation of nonhomogeneous Poisson processes by thinning", Naval Research Logistics Quarterly 26 (1979). A
team is a queue whose servers have hours, and mostly take the oldest.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handrail.routing.hours import Hours, Slot
from handrail.routing.waits.cases import Case
from handrail.routing.waits.working import hours_since_1970

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 5)  # a Monday
# Of a day's arrivals, by hour on the wall.
BY_HOUR = (1, 1, 1, 1, 1, 2, 3, 5, 9, 12, 13, 12, 10, 11, 12, 11, 10, 8, 6, 5, 4, 3, 2, 1)
BY_DAY = (1.15, 1.1, 1.0, 1.0, 0.9, 0.4, 0.35)


@dataclass(frozen=True)
class Team:
    """How a simulated team works. `load`: arrivals of a usual week by what can be answered in it."""

    size: int = 4
    load: float = 0.8
    handling: float = 0.3  # hours that an answer takes on average
    spread: float = 1.0  # its standard deviation by its mean
    strays: float = 0.15  # share of answers that are not the oldest's
    known_hours: bool = True  # whether the mailbox has hours set
    lunch: bool = True
    part_time: float = 0.25  # share who go at 13:00
    weeks: int = 14
    seed: int = 1
    outage: int = 44  # days after the first on which things happen
    release: int = 58
    halved: int = 72
    holiday: int = 86
    happens: frozenset[str] = frozenset({"outage", "release", "halved", "holiday"})


@dataclass
class World:
    """What is so in one simulation: the rate of arrivals, and when each server is there."""

    team: Team
    rates: list[float]  # by the hour
    highest: float
    shifts: list[list[tuple[float, float]]]
    hours: Hours
    handle: Callable[[random.Random], float]
    begins: float
    ends: float
    events: dict[str, tuple[float, float]] = field(default_factory=dict)

    def rate(self, at: float) -> float:
        """How many ask in an hour then."""
        return self.rates[int(at - self.begins)]


def _at(day: int, hour: float) -> float:
    local = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), ZONE) + timedelta(hours=hour)
    return hours_since_1970(local)


def world_of(team: Team) -> World:
    """Everything that is decided before anybody asks."""
    days, begins = team.weeks * 7, _at(0, 0)
    holidays = {FIRST + timedelta(days=team.holiday)} if "holiday" in team.happens else set[date]()
    shifts, usual = _shifts(team, holidays)
    unit = usual / team.weeks / team.handling * team.load / (sum(BY_DAY) * sum(BY_HOUR))
    spans = {"outage": (10, 15), "release": (9, 4 * 24 + 9), "halved": (0, 7 * 24), "holiday": (0, 24)}
    events = {
        name: (_at(getattr(team, name), since), _at(getattr(team, name), until))
        for name, (since, until) in spans.items()
        if name in team.happens
    }
    sigma = math.sqrt(math.log(1 + team.spread**2))
    middle = math.log(team.handling) - sigma**2 / 2
    rates = [unit * _wanted(begins + hour + 0.01, events) for hour in range(days * 24)]
    return World(
        team=team,
        rates=rates,
        highest=max(rates),
        shifts=shifts,
        hours=Hours(ZONE, tuple(Slot(day, 9 * 60, 17 * 60) for day in range(5)), dict.fromkeys(holidays, ())),
        handle=lambda draw: draw.lognormvariate(middle, sigma),
        begins=begins,
        ends=begins + days * 24,
        events=events,
    )


def _wanted(at: float, events: dict[str, tuple[float, float]]) -> float:
    """How many ask then, by the quietest hour of an ordinary day."""
    local = datetime.fromtimestamp(at * 3600, ZONE)
    told = BY_DAY[local.weekday()] * BY_HOUR[local.hour]
    if _is_in("outage", at, events):
        told *= 6
    if "release" in events and (since := at - events["release"][0]) >= 0:
        told *= 1 + 0.9 * math.exp(-since / 48)
    return told * 0.5 if _is_in("holiday", at, events) else told


def _is_in(event: str, at: float, events: dict[str, tuple[float, float]]) -> bool:
    since, until = events.get(event, (math.inf, math.inf))
    return since <= at < until


def _shifts(team: Team, holidays: set[date]) -> tuple[list[list[tuple[float, float]]], float]:
    """When each server is there, and how many hours that would be if nothing happened."""
    draw = random.Random(team.seed * 7919 + 1)
    halved = range(team.halved, team.halved + 7) if "halved" in team.happens else range(0)
    shifts, usual = [], 0.0
    for server in range(team.size):
        ends = 13.0 if server and draw.random() < team.part_time else 17.0
        lunch = draw.choice((12.0, 12.5, 13.0))
        spans = [(9.0, ends)] if not team.lunch or ends <= 13 else [(9.0, lunch), (lunch + 0.5, ends)]
        own = []
        for day in range(team.weeks * 7):
            today = FIRST + timedelta(days=day)
            if today.weekday() > 4:
                continue
            usual += sum(until - since for since, until in spans)
            if today not in holidays and not (day in halved and server % 2 == 0):
                own += [(_at(day, since), _at(day, until)) for since, until in spans]
        shifts.append(own)
    return shifts, usual


def arrivals(world: World, since: float, until: float, draw: random.Random) -> list[float]:
    """When people ask, by thinning."""
    found, at = [], since
    while (at := at + draw.expovariate(world.highest)) < until:
        if draw.random() * world.highest < world.rate(at):
            found.append(at)
    return found


class Desk:
    """The queue as it works: who waits, who is being answered. Handling stands outside a server's shifts."""

    def __init__(self, world: World, draw: random.Random) -> None:
        self.world, self.draw = world, draw
        self.waiting: list[tuple[float, int]] = []  # (asked, case)
        self.busy: dict[int, tuple[float, int, float]] = {}  # server: begun, case, ends
        self.next_shift = [0] * len(world.shifts)

    def on_duty(self, server: int, at: float) -> tuple[float, float] | None:
        """The shift in which a server is, or the next one."""
        own = self.world.shifts[server]
        place = self.next_shift[server] = bisect_right(own, at, key=lambda shift: shift[1])
        return own[place] if place < len(own) else None

    def ends(self, server: int, at: float, work: float) -> float:
        """When work that a server begins is done."""
        own, place = self.world.shifts[server], self.next_shift[server]
        for since, until in own[place:]:
            begins = max(since, at)
            if until - begins >= work:
                return begins + work
            work -= max(until - begins, 0.0)
        return math.inf

    def take(self, at: float) -> None:
        """Let servers who are there and free take somebody."""
        for server in range(len(self.world.shifts)):
            if not self.waiting:
                return
            shift = self.on_duty(server, at)
            if server in self.busy or shift is None or shift[0] > at:
                continue
            place = 0
            if len(self.waiting) > 1 and self.draw.random() < self.world.team.strays:
                place = self.draw.randrange(len(self.waiting))
            _asked, case = self.waiting.pop(place)
            self.busy[server] = (at, case, self.ends(server, at, self.world.handle(self.draw)))

    def next_change(self, at: float) -> float:
        """When somebody is done, or comes while people wait."""
        found = min((ends for _begun, _case, ends in self.busy.values()), default=math.inf)
        if self.waiting:
            for server in range(len(self.world.shifts)):
                if server not in self.busy and (shift := self.on_duty(server, at)):
                    found = min(found, max(shift[0], at))
        return found

    def done(self, at: float) -> list[int]:
        """The cases that are answered now."""
        over = [server for server, (_begun, _case, ends) in self.busy.items() if ends <= at]
        return [self.busy.pop(server)[1] for server in over]


@dataclass(frozen=True)
class Snapshot:
    """How the desk was when a case asked."""

    waiting: tuple[tuple[float, int], ...]
    busy: dict[int, tuple[float, int, float]]


def simulate(world: World, asked: Sequence[float] | None = None) -> tuple[list[Case], list[Snapshot]]:
    """Every case, in the order in which they asked, and the desk at each; the rest still waits."""
    draw = random.Random(world.team.seed * 104_729 + 2)
    times = list(asked) if asked is not None else arrivals(world, world.begins, world.ends, draw)
    desk, answered, snapshots = Desk(world, draw), [math.inf] * len(times), list[Snapshot]()
    at, place = world.begins, 0
    while True:
        coming = times[place] if place < len(times) else math.inf
        change = desk.next_change(at)
        at = min(coming, change)
        if at == math.inf or at >= world.ends:
            break
        for case in desk.done(at):
            answered[case] = at
        if at == coming:
            snapshots.append(Snapshot(tuple(desk.waiting), dict(desk.busy)))
            desk.waiting.append((at, place))
            place += 1
        desk.take(at)
    cases = [Case(time, None if end == math.inf else end) for time, end in zip(times, answered, strict=True)]
    return cases[: len(snapshots)], snapshots


def oracle(world: World, snapshot: Snapshot, at: float, draw: random.Random, runs: int) -> list[float]:
    """How long somebody who asks then would wait, so often: by the true rates, shifts and queue; sorted."""
    found = []
    for _run in range(runs):
        desk = Desk(world, draw)
        desk.waiting = [*snapshot.waiting, (at, -1)]
        for server, (begun, case, _ends) in snapshot.busy.items():
            desk.busy[server] = (begun, case, _still(world, desk, server, begun, at))
        found.append(_waited(world, desk, at, draw))
    return sorted(found)


def _still(world: World, desk: Desk, server: int, begun: float, at: float) -> float:
    """When something ends that is not done yet, drawn anew."""
    desk.on_duty(server, begun)
    for _try in range(40):
        ends = desk.ends(server, begun, world.handle(desk.draw))
        if ends > at:
            return ends
    desk.on_duty(server, at)
    return desk.ends(server, at, world.handle(desk.draw))


def _waited(world: World, desk: Desk, since: float, draw: random.Random) -> float:
    at, coming = since, _next(world, since, draw)
    desk.take(at)
    while True:
        change = desk.next_change(at)
        at = min(coming, change)
        if at == math.inf:
            return math.inf
        if -1 in desk.done(at):
            return at - since
        if at == coming:
            desk.waiting.append((at, 1))
            coming = _next(world, at, draw)
        desk.take(at)


def _next(world: World, at: float, draw: random.Random) -> float:
    if not world.team.strays:
        return math.inf  # whoever comes later changes nothing
    while (at := at + draw.expovariate(world.highest)) < world.ends:
        if draw.random() * world.highest < world.rate(at):
            return at
    return math.inf

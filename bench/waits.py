"""How true and how narrow what is said of waits is, one line per figure; exit 1 when a goal is missed.

Usage: python -m bench.waits [--tuning]
Teams of several sizes answer, simulated (`waits_simulated`), with an outage day, a release, a halved team
and a holiday. At many arrivals it is asked what would have been said then, from the cases known then, and
what an oracle would have said who knows every rate, shift and queue. `--tuning`: other seeds and teams, those
with which the arithmetic was written; what is judged was not looked at before.
"""

from __future__ import annotations

import os
import random
import sys
from functools import partial
from statistics import median
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
django.setup()

from bench import goals
from bench.waits_simulated import ZONE, Team, World, oracle, simulate, world_of
from handrail.routing.waits.predicting import predictor

told = partial(goals.told, "waits", digits=3)
HALF, MOST = (0.45, 0.55), (0.87, 0.93)
WIDER = 1.3
WINDOW = 42 * 24.0
TESTED_FROM = 28  # days after the first
ORACLE_RUNS = 100
TUNED = [
    Team(size=size, load=load, seed=seed)
    for seed, (size, load) in enumerate([(2, 0.6), (4, 0.8), (4, 0.9), (10, 0.85)], 1)
]


class Judged(NamedTuple):
    """One arrival: how long it waited, what was said, what the oracle said (hours); in which event."""

    waited: float
    half: float
    most: float
    oracle_half: float
    oracle_most: float
    event: str


def judged(team: Team, each: int) -> tuple[list[Judged], int]:
    """What was said at `each` arrivals of a team, and for how many nothing was."""
    world = world_of(team)
    cases, snapshots = simulate(world)
    draw = random.Random(team.seed * 31 + 7)
    since = world.begins + TESTED_FROM * 24
    places = [place for place, case in enumerate(cases) if since <= case.asked < world.ends - 7 * 24]
    found, unknown = [], 0
    for place in sorted(draw.sample(places, min(each, len(places)))):
        asked = cases[place].asked
        known = [case for case in cases[:place] if case.asked >= asked - WINDOW]
        wait = predictor(known, asked, world.hours if team.known_hours else None, ZONE).wait()
        ends = cases[place].answered
        if wait is None or ends is None:
            unknown += wait is None
            continue
        would = oracle(world, snapshots[place], asked, draw, ORACLE_RUNS)
        said = (wait.half_by - asked, wait.most_by - asked)
        knew = (would[len(would) // 2], would[int(len(would) * 0.9)])
        found.append(Judged(ends - asked, *said, *knew, _event(world, asked)))
    return found, unknown


def _event(world: World, at: float) -> str:
    return next((name for name, (since, until) in world.events.items() if since <= at < until), "")


def shares(of: list[Judged]) -> tuple[float, float, float, float]:
    """How often the two statements came true, and how much wider than the oracle's they were, by medians."""
    half = sum(one.waited <= one.half for one in of) / len(of)
    most = sum(one.waited <= one.most for one in of) / len(of)
    wider_half = median(one.half for one in of) / median(one.oracle_half for one in of)
    wider_most = median(one.most for one in of) / median(one.oracle_most for one in of)
    return half, most, wider_half, wider_most


def _line(name: str, of: list[Judged]) -> None:
    if of:
        half, most, wider_half, wider_most = shares(of)
        knew = (
            sum(one.waited <= one.oracle_half for one in of) / len(of),
            sum(one.waited <= one.oracle_most for one in of) / len(of),
        )
        print(
            f"      {name:34} {len(of):5}  half {half:.3f} ({knew[0]:.3f})  most {most:.3f} ({knew[1]:.3f})"
            f"  wider {wider_half:.2f} {wider_most:.2f}"
        )


if __name__ == "__main__":
    import time

    pooled = []
    for team in TUNED:
        began = time.monotonic()
        of, unknown = judged(team, int(sys.argv[1]))
        pooled += of
        _line(f"{team.size} at {team.load} ({unknown})", of)
        print(time.monotonic() - began)
    for event in ("outage", "release", "halved", "holiday", ""):
        _line(event or "ordinary", [one for one in pooled if one.event == event])
    _line("all", pooled)

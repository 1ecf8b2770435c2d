"""Time what a caller waits for: milliseconds of wall clock, medians, things measured side by side."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

Act = Callable[[], object]


def milliseconds(act: Act) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def side_by_side(acts: Mapping[str, Act], *, rounds: int = 25, each: int = 4) -> dict[str, list[float]]:
    """Times of every act, sorted. They take turns, so that noise of the machine falls on all alike."""
    for act in acts.values():
        for _ in range(6):
            act()
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            times[name] += [milliseconds(act) for _ in range(each)]
    return {name: sorted(taken) for name, taken in times.items()}


def p50(times: list[float]) -> float:
    """The median."""
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """Nineteen of twenty are not above it."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def per_second(make: Callable[[], Act], *, clients: int, seconds: float) -> float:
    """Calls per second of several callers at once; `make` gives each of them its own act."""
    acts = [make() for _ in range(clients)]
    together = threading.Barrier(clients)

    def call(act: Act) -> int:
        act()
        together.wait()
        end, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            act()
            count += 1
        return count

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(call, acts)) / seconds

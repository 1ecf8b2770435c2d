"""Measure a running Handrail: one line per figure, exit 1 when a goal is missed.

Usage: python -m bench [--size N] [--small N]

It starts two Handrails in temporary folders, a large one and a small one, and fills them. A floor is measured
beside: where it is slower than on a quiet machine, goals in time stretch as much; ratios do not.
"""

from __future__ import annotations

import sys
import time

from bench import beside
from bench.comparing import compare
from bench.installation import Installation
from bench.report import Report


def main() -> int:
    """Run all of it."""
    return compare("python -m bench", __doc__, _measure, size=100_000, small=10_000)


def _measure(house: Installation, size: int, small: int, process: beside.Process, report: Report) -> None:
    from bench import intake, live, pages, scene, slow_clients, weight  # they use models: Django is set up
    from bench.floor import floor_now, floor_server

    begin = time.monotonic()
    what = scene.build(size, house.port)
    other = beside.ready(small, process)
    report.note(f"{size:,} and {small:,} conversations loaded", f"{time.monotonic() - begin:.0f} s")
    weight.wire(what.browser, report)
    weight.memory(house, report, "idle")
    with floor_server(what.browser) as floor:
        report.measure_floor = lambda: floor_now(floor)
        pages.measure(what, floor, other, report)
        slow_clients.measure(what, report)
        pages.measure_replies(what, report)
        intake.measure(other, report)
        live.measure(what, house.port, report)
        _slow_disk()
        pages.measure_replies(what, report, _SLOW)
        intake.measure_again(report, _SLOW)
        live.measure(what, house.port, report, _SLOW)
    weight.memory(house, report, "after the work", judged=False)
    weight.second_start(house, report)


_SLOW = ", slow disk"


def _slow_disk() -> None:
    """Let every commit wait four milliseconds before it is written, as for a slow disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET commit_delay = 4000")  # microseconds
        cursor.execute("ALTER SYSTEM SET commit_siblings = 0")  # also when nobody else commits
        cursor.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main())

"""Measure a running Handrail: one line per figure, exit 1 when a goal is missed.

Usage: python -m bench [--size N] [--slow-disk]

It starts its own Handrail in a temporary folder and fills it. A floor is measured in the same run, in turns
with the pages: on a noisy machine the ratio to it decides, on a quiet one the time does; either is enough.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import django

from bench.installation import Installation, installation
from bench.report import Report


def main() -> int:
    """Run all of it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=10_000, help="conversations; default: 10,000")
    parser.add_argument(
        "--slow-disk", action="store_true", help="let every commit wait 4 ms, as for a slow disk"
    )
    told, begin, report = parser.parse_args(), time.monotonic(), Report()
    with installation() as house:
        django.setup()
        report.note("load on this machine", f"{os.getloadavg()[0]:.1f}", f"{os.cpu_count()} processors")
        if told.slow_disk:
            _slow_disk()
        _measure(house, told.size, report)
    print(f"{report.missed} missed, in {time.monotonic() - begin:.0f} s")
    return 1 if report.missed else 0


def _measure(house: Installation, size: int, report: Report) -> None:
    from bench import intake, live, pages, scene, weight  # they use models, which need Django to be set up

    begin = time.monotonic()
    what = scene.build(size, house.port)
    report.note(f"{size:,} conversations loaded", f"{time.monotonic() - begin:.0f} s")
    weight.wire(what.browser, report)
    weight.memory(house, report, "idle")
    pages.measure(what, report)
    intake.measure(report)
    live.measure(what, house.port, report)
    weight.memory(house, report, "after the work")
    weight.second_start(house, report)


def _slow_disk() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET commit_delay = 4000")  # microseconds
        cursor.execute("ALTER SYSTEM SET commit_siblings = 0")  # also when nobody else commits
        cursor.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main())

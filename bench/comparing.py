"""A large installation with a small one beside it: what every program of the bench begins and ends with."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

import django

from bench import beside
from bench.installation import Installation, installation
from bench.report import Report

Measure = Callable[[Installation, int, int, beside.Process, Report], None]


def compare(program: str, about: str, measure: Measure, *, size: int, small: int) -> int:
    """Start both, let `measure` fill and ask them, tell how many goals were missed; 1 if any was."""
    parser = argparse.ArgumentParser(prog=program, description=about.partition("\n")[0])
    parser.add_argument("--size", type=int, default=size, help=f"conversations; default: {size:,}")
    parser.add_argument("--small", type=int, default=small, help=f"of the small one; default: {small:,}")
    told, begin, report = parser.parse_args(), time.monotonic(), Report()
    with beside.loading(told.small) as process, installation() as house:
        django.setup()
        report.note("load on this machine", f"{os.getloadavg()[0]:.1f}", f"{os.cpu_count()} processors")
        measure(house, told.size, told.small, process, report)
    print(f"{report.missed} missed, in {time.monotonic() - begin:.0f} s")
    return 1 if report.missed else 0

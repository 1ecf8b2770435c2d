"""Every page at 1,000,000 conversations beside the same page at 100,000: size alone must cost little.

Usage: python -m bench.scale [--size N] [--small N]

Both are filled by COPY, which takes a while. Pages take turns, so that noise falls on both alike.
"""

from __future__ import annotations

import sys
import time

from bench import beside
from bench.browser import Browser
from bench.comparing import compare
from bench.installation import Installation
from bench.report import Report
from bench.timing import Act, p50, side_by_side

MOST = 1.25  # how much more a page may cost
_OTHERS = {
    "inbox, mine": "/inbox/mine/",
    "inbox, nobody's": "/inbox/unassigned/",
    "inbox, next due": "/inbox/all/?order=due",
    "inbox, longest waiting": "/inbox/all/?order=waiting",
    "counts of the views": "/inbox/all/?only=views",
    "drafts": "/drafts/",
    "customers": "/customers/",
    "customers, found by a word": "/customers/?q=anna",
    "notifications": "/notifications/",
    "palette, by a word": "/palette/?q=invoice",
}


def main() -> int:
    """Load both, compare."""
    return compare("python -m bench.scale", __doc__, _measure, size=1_000_000, small=100_000)


def _measure(house: Installation, size: int, small: int, process: beside.Process, report: Report) -> None:
    from bench import going_on, scene, weight  # they use models: Django is set up
    from bench.floor import floor_now, floor_server
    from bench.pages import acts_of

    begin = time.monotonic()
    what = scene.build(size, house.port)
    other = beside.ready(small, process)
    report.note(f"{size:,} and {small:,} conversations loaded", f"{time.monotonic() - begin:.0f} s")
    with floor_server(what.browser) as floor:
        report.measure_floor = lambda: floor_now(floor)
        report.look_at_the_floor()
        here = acts_of(what.browser, what.addresses) | _others(what.browser)
        there = acts_of(other.browser, other.addresses) | _others(other.browser)
        _side_by_side(here, there, report)
        going_on.measure(what, report)
    weight.memory(house, report, "after the work", judged=False)


def _others(browser: Browser) -> dict[str, Act]:
    def ask(path: str) -> Act:
        return lambda: browser.get(path)

    return {name: ask(path) for name, path in _OTHERS.items()}


def _side_by_side(here: dict[str, Act], there: dict[str, Act], report: Report) -> None:
    """Medians of each page in both places, a page at a time, in turns; the goal is their ratio."""
    for name, act in here.items():
        times = side_by_side({"here": act, "there": there[name]})
        large, small = p50(times["here"]), p50(times["there"])
        shown = f"{large:.1f} ms, {small:.1f} there"
        report.judge(name, f"× {large / small:.2f}; {shown}", f"≤ × {MOST}", large <= MOST * small)


if __name__ == "__main__":
    sys.exit(main())

"""A bulk change of everything there is, while an agent goes on working: python -m bench.bulk [--size N]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bench import beside
from bench.comparing import compare
from bench.installation import Installation
from bench.report import Report
from bench.timing import p50

if TYPE_CHECKING:
    from bench.scene import Scene
    from handrail.playbooks.models import Bulk

PER_100_000, SLOWER = 60.0, 2.0  # seconds; times the page's p50 before
_QUIET, _BETWEEN = 40, 0.1  # pages; seconds between two


def main() -> int:
    """Fill a place, change all of it."""
    return compare("python -m bench.bulk", __doc__ or "", _measure, size=100_000, small=1_000)


def _measure(house: Installation, size: int, small: int, process: beside.Process, report: Report) -> None:
    from bench import scene  # it uses models: Django is set up

    what = scene.build(size, house.port)
    beside.ready(small, process)
    measure(what, report)


def measure(scene: Scene, report: Report) -> None:
    """Close, tag, prioritise and assign all that an owner sees, each act by itself; then open all again."""
    from bench.scene import PASSWORD
    from handrail.accounts.models import Role
    from handrail.accounts.verbs import create_agent
    from handrail.conversations.models import Category, Conversation
    from handrail.conversations.statuses import default_status
    from handrail.playbooks.bulks.verbs import begin, choose, take_back

    owner = create_agent(email="bulk@lamp.example", name="Bulk", password=PASSWORD, role=Role.OWNER)
    closed = str(default_status(Category.CLOSED).pk)
    quiet = p50([_inbox_after_a_pause(scene) for _ in range(_QUIET)])
    everything = Conversation.objects.visible_to(owner).in_inbox()

    def change(key: str, value: str) -> Bulk:
        return begin(choose([(key, value)], everything, agent=owner))

    for key, value in (("priority", "30"), ("tag", "bench"), ("assign", "me")):
        _watch(scene, report, key, partial(change, key, value), quiet)
    bulk = _watch(scene, report, "status", partial(change, "status", closed), quiet)
    _watch(scene, report, "status, taken back", partial(take_back, bulk), quiet)


def _watch(scene: Scene, report: Report, name: str, begun: Callable[[], Bulk], quiet: float) -> Bulk:
    """Begin it, and ask for the inbox until it is over; `quiet` is what a page took before, in ms."""
    from handrail.playbooks.models import BulkState

    since, pages = time.monotonic(), []
    bulk = begun()
    while bulk.state == BulkState.RUNNING:
        pages.append(_inbox_after_a_pause(scene))
        bulk.refresh_from_db()
    took = time.monotonic() - since
    goal, about = PER_100_000 * bulk.total / 100_000, f"{bulk.done:,} done, {bulk.skipped:,} skipped"
    report.at_most(f"bulk {name}, {bulk.total:,}", took, goal, "s", f"{took:.1f} s; {about}")
    report.at_most(
        f"inbox during bulk {name}", p50(pages) / quiet, SLOWER, "times quiet", f"× {p50(pages) / quiet:.2f}"
    )
    return bulk


def _inbox_after_a_pause(scene: Scene) -> float:
    """Milliseconds of one page, asked for as by somebody who reads: a rested processor begins slowly."""
    time.sleep(_BETWEEN)
    since = time.perf_counter()
    scene.browser.get("/inbox/all/")
    return (time.perf_counter() - since) * 1000


if __name__ == "__main__":
    sys.exit(main())

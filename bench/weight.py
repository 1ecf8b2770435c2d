"""What it weighs: memory of the processes, bytes on the wire, seconds until the second start answers."""

from __future__ import annotations

import re
import time
from pathlib import Path
from statistics import median

from bench.browser import Browser
from bench.installation import Installation
from bench.report import Report

MEMORY, BYTES, SECONDS = 250.0, 60.0, 5.0  # MiB, kB, s
_LOOKS, _BETWEEN = 7, 10.0  # at the memory; seconds


def memory(house: Installation, report: Report, when: str, *, judged: bool = True) -> None:
    """Proportional set size of supervisor, web processes and worker; what they share counts once.

    Judged is the middle of some looks: between the jobs of each minute, not in the midst of one. After the
    work it is told only: by then the worker holds what tells languages apart (decision 14).
    """
    looks = [_whole(house)]
    for _again in range(_LOOKS - 1 if judged else 0):
        time.sleep(_BETWEEN)
        looks.append(_whole(house))
    pids, total = house.processes(), median(looks)
    name = f"memory {when}, {len(pids)} processes, database apart"
    if judged:
        shown = f"{total:.0f} MiB PSS, {min(looks):.0f} to {max(looks):.0f}"
        report.judge(name, shown, f"≤ {MEMORY:.0f}", total <= MEMORY)
    else:
        report.note(name, f"{total:.0f} MiB PSS")


def wire(browser: Browser, report: Report) -> None:
    """The inbox page, its CSS and its scripts, compressed as a browser gets them."""
    page = browser.get("/inbox/all/")
    assets = sorted(set(re.findall(r'(?:href|src)="(/static/build/[^"]+)"', page.text)))
    sizes = [len(page.wire), *(len(browser.get(asset).wire) for asset in assets)]
    total = sum(sizes) / 1000
    about = " + ".join(f"{size / 1000:.1f}" for size in sizes)
    goal = f"≤ {BYTES:.0f} kB; page and {len(assets)} files: {about}"
    report.judge("inbox page, CSS and JS on the wire", f"{total:.1f} kB", goal, total <= BYTES)


def second_start(house: Installation, report: Report) -> None:
    """Stop, start again, wait for the sign-in page."""
    house.stop()
    time.sleep(0.5)
    taken = house.start()
    report.at_most("second start of `up`", taken, SECONDS, "s")


def _whole(house: Installation) -> float:
    return sum(_pss(pid) for pid in house.processes()) / 1024


def _pss(pid: int) -> int:
    """Kilobytes."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    assert found, f"no Pss of process {pid}"
    return int(found.group(1))

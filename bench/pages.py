"""Pages as one agent asks for them, beside their floors."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.browser import Browser
from bench.installation import ROOT, free_port, wait_for_page
from bench.report import Report
from bench.scene import Scene
from bench.timing import Act, p50, p95, per_second, side_by_side
from handrail.conversations.queries.rows import list_page
from handrail.conversations.queries.views import VIEWS

MOST = 15.0  # milliseconds, on a quiet machine
# On a noisy machine the ratio to the floor of the same run decides. A list is judged beside the floor, which
# draws the same rows. A conversation's page draws that list and a conversation too: on a quiet machine the
# floor takes 5.6 ms, so 15 ms are 2.7 floors.
LIST, CONVERSATION = 1.6, 2.7
CLIENTS = 8
_FLOOR, _SQL = "floor: 50 rows, session, user, Jinja2, one query", "floor: the list's SQL alone"
_OURS = {
    "inbox, first page": LIST,
    "inbox, page 50": LIST,
    "conversation of 4": CONVERSATION,
    "conversation of 4, partial": CONVERSATION,
}
_LATER = {
    "conversation of 100": 40.0,
    "conversation of 100, partial": 40.0,
    "search, common word": 60.0,
    "search, rare word": 20.0,
    "search, no hit": 20.0,
    "post a reply": 20.0,
}


def measure(scene: Scene, report: Report) -> None:
    """Every page and the two floors in turns; then many clients at once."""
    with _floor_server(scene) as floor:
        times = side_by_side({_FLOOR: lambda: floor.get("/"), _SQL: _bare_list(scene), **_acts(scene)})
        times |= side_by_side(_writing(scene))
        _tell(times, report)
        _tell_rates(scene, floor, report)


def _acts(scene: Scene) -> dict[str, Act]:
    browser = scene.browser
    return {
        "inbox, first page": lambda: browser.get("/inbox/all/"),
        "inbox, page 50": lambda: browser.get(scene.deep),
        "conversation of 4": _in_turns(scene.short, browser.get),
        "conversation of 4, partial": _in_turns(scene.short, lambda path: browser.get(path, partial=True)),
        "conversation of 100": lambda: browser.get(scene.long),
        "conversation of 100, partial": lambda: browser.get(scene.long, partial=True),
        "search, common word": lambda: browser.get("/search/?q=invoice"),
        "search, rare word": lambda: browser.get("/search/?q=flumberghast"),
        "search, no hit": lambda: browser.get("/search/?q=xqzvnohit"),
    }


def _writing(scene: Scene) -> dict[str, Act]:
    """Apart, because the worker is busy with what is written."""
    return {"post a reply": _in_turns([_reply_to(path) for path in scene.answered], _post(scene.browser))}


def _in_turns(paths: list[str], ask: Callable[[str], object]) -> Act:
    turns = itertools.cycle(paths)
    return lambda: ask(next(turns))


def _reply_to(path: str) -> str:
    return path.replace("/?", "/reply/?")


def _post(browser: Browser) -> Callable[[str], object]:
    words = "Thank you for writing. The next version draws the page as before; it comes on Thursday."
    return lambda path: browser.post(path, partial=True, kind="reply", text=words, after="stay")


def _bare_list(scene: Scene) -> Act:
    """The statement of the real list, run without anything around it."""
    with CaptureQueriesContext(connection) as queries:
        list_page(VIEWS["all"], scene.agent)
    sql = queries[-1]["sql"]

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return run


def _tell(times: dict[str, list[float]], report: Report) -> None:
    floor = p50(times[_FLOOR])
    for name, taken in times.items():
        value = f"{p50(taken):.1f} ms p50, {p95(taken):.1f} p95"
        ratio = p50(taken) / floor
        if name in _OURS:
            quiet, near = p50(taken) <= MOST, ratio <= _OURS[name]
            how = " and ".join(word for word, is_so in (("by time", quiet), ("by floor", near)) if is_so)
            goal = (
                f"≤ {MOST:.0f} ms or ≤ {_OURS[name]} × floor; here × {ratio:.2f}{f'; {how}' if how else ''}"
            )
            report.goal(name, value, goal, reached=quiet or near)
        elif name in _LATER:
            most = _LATER[name]
            report.later(name, value, f"≤ {most:.0f} ms; here × {ratio:.2f}", reached=p50(taken) <= most)
        else:
            report.note(name, value)


def _tell_rates(scene: Scene, floor: Browser, report: Report) -> None:
    def inbox() -> Act:
        own = scene.browser.again()
        return lambda: own.get("/inbox/all/")

    def bare() -> Act:
        own = floor.again()
        return lambda: own.get("/")

    lowest = per_second(bare, clients=CLIENTS, seconds=4)
    rate = per_second(inbox, clients=CLIENTS, seconds=4)
    report.note(f"floor, {CLIENTS} clients", f"{lowest:.0f} requests/s")
    report.later(
        f"inbox, {CLIENTS} clients",
        f"{rate:.0f} requests/s",
        f"≥ 120; here {rate / lowest:.2f} × floor",
        reached=rate >= 120,
    )


@contextmanager
def _floor_server(scene: Scene) -> Iterator[Browser]:
    port = free_port()
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "bench.floor.settings"}
    process = subprocess.Popen([sys.executable, "-m", "bench.floor", str(port)], cwd=ROOT, env=environment)
    try:
        wait_for_page(f"http://127.0.0.1:{port}/", process)
        yield scene.browser.elsewhere(port)
    finally:
        process.terminate()
        process.wait(timeout=10)

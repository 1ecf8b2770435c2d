"""Pages as one agent asks for them, beside the floor and beside the same pages of a small installation."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable

from bench.beside import Beside
from bench.browser import Browser
from bench.report import Report
from bench.scene import Addresses, Scene
from bench.timing import Act, p50, p95, per_second, side_by_side
from handrail.conversations.models import Category
from handrail.conversations.queries.rows import list_page
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.statuses import default_status

CLIENTS = 8
FLOOR, _SQL = "floor: 50 rows, session, user, Jinja2, one query", "the list's rows alone, without a page"
_LISTS = ("inbox, first page", "inbox, page 50")
_MOST = {  # milliseconds on a quiet machine
    "inbox, first page": 15,
    "inbox, page 50": 15,
    "conversation of 4": 15,
    "conversation of 4, partial": 15,
    "conversation of 100": 40,
    "conversation of 100, partial": 40,
    "search, common word": 60,
    "search, rare word": 20,
    "search, no hit": 20,
    "search, word and filters": 60,
    "search, filters alone": 60,
}
_FLOORS, _GROWTH = 1.6, 1.15  # how often the floor a list may cost; how much more than in a small place
_SMALL = " (small)"


def measure(scene: Scene, floor: Browser, beside: Beside, report: Report) -> None:
    """Every page and the floors in turns; then many clients at once."""
    small = {
        name + _SMALL: act
        for name, act in acts_of(beside.browser, beside.addresses).items()
        if name in _LISTS
    }
    acts = {
        FLOOR: lambda: floor.get("/"),
        _SQL: lambda: list_page(VIEWS["all"], scene.agent),
        **acts_of(scene.browser, scene.addresses),
    }
    times = side_by_side(acts | small)
    report.floor = p50(times[FLOOR])
    for name, taken in times.items():
        if name in _MOST:
            _tell(name, taken, times, report)
        else:
            report.note(name.replace(_SMALL, f", of {beside.size:,}"), _shown(taken))
    _tell_rates(scene, floor, report)


def measure_replies(scene: Scene, report: Report, about: str = "") -> None:
    """Apart, because the worker is busy with what is written; the floor is measured before and after."""
    post = _post(scene.browser.again())  # the server has closed one that was idle for long
    before = report.look_at_the_floor()
    taken = side_by_side({"": _in_turns([_reply_to(path) for path in scene.answered], post)}, rounds=20)[""]
    report.floor = (before + report.look_at_the_floor()) / 2
    report.at_most(f"post a reply{about}", p50(taken), 20, "ms", _shown(taken))


def acts_of(browser: Browser, at: Addresses) -> dict[str, Act]:
    """The pages, by name; each act asks for one."""
    return {
        "inbox, first page": lambda: browser.get("/inbox/all/"),
        "inbox, page 50": lambda: browser.get(at.deep),
        "conversation of 4": _in_turns(at.short, browser.get),
        "conversation of 4, partial": _in_turns(at.short, lambda path: browser.get(path, partial=True)),
        "conversation of 100": lambda: browser.get(at.long),
        "conversation of 100, partial": lambda: browser.get(at.long, partial=True),
        "search, common word": lambda: browser.get("/search/?q=invoice"),
        "search, rare word": lambda: browser.get("/search/?q=flumberghast"),
        "search, no hit": lambda: browser.get("/search/?q=xqzvnohit"),
        "search, word and filters": lambda: browser.get("/search/?q=invoice+is:open+priority:normal"),
        "search, filters alone": lambda: browser.get("/search/?q=lang:ro+is:open+assignee:nobody"),
    }


def _tell(name: str, taken: list[float], times: dict[str, list[float]], report: Report) -> None:
    if name not in _LISTS:
        report.at_most(name, p50(taken), _MOST[name], "ms", _shown(taken))
        return
    floors, growth = p50(taken) / p50(times[FLOOR]), p50(taken) / p50(times[name + _SMALL])
    goal = f"≤ {_MOST[name]} ms and ≤ {_FLOORS} × floor; here × {floors:.2f}"
    quick = p50(taken) <= _MOST[name] * report.slowness
    report.judge(name, _shown(taken), goal, quick and floors <= _FLOORS)
    report.judge(f"{name}, beside the small one", f"× {growth:.2f}", f"≤ × {_GROWTH}", growth <= _GROWTH)


def _tell_rates(scene: Scene, floor: Browser, report: Report) -> None:
    def asking(browser: Browser, path: str) -> Callable[[], Act]:
        def make() -> Act:
            own = browser.again()
            return lambda: own.get(path)

        return make

    lowest = per_second(asking(floor, "/"), clients=CLIENTS, seconds=4)
    rate = per_second(asking(scene.browser, "/inbox/all/"), clients=CLIENTS, seconds=4)
    report.note(f"floor, {CLIENTS} clients", f"{lowest:.0f} requests/s")
    report.at_least(f"inbox, {CLIENTS} clients", rate, 120, "requests/s")


def _shown(taken: list[float]) -> str:
    return f"{p50(taken):.1f} ms p50, {p95(taken):.1f} p95"


def _in_turns(paths: list[str], ask: Callable[[str], object]) -> Act:
    turns = itertools.cycle(paths)
    return lambda: ask(next(turns))


def _reply_to(path: str) -> str:
    return path.replace("/?", "/reply/?")


def _post(browser: Browser) -> Callable[[str], object]:
    words = "Thank you for writing. The next version draws the page as before; it comes on Thursday."
    then = str(default_status(Category.OPEN).pk)

    def post(path: str) -> object:
        once = str(uuid.uuid4())
        return browser.post(
            path, partial=True, once=once, kind="reply", text=words, cc="", then=then, after="stay"
        )

    return post

"""How many conversations each view of an agent holds, whatever its filter costs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from psycopg import ClientCursor

from handrail.accounts.models import Agent
from handrail.accounts.sights import Sight
from handrail.conversations.models import Draft
from handrail.conversations.queries.filters.selecting import Selection
from handrail.conversations.queries.views import PATIENCE, View, arrange
from handrail.core.limits import TooSlow, rows_within
from handrail.core.statements import prepared_cursor

MOST_COUNTED = 1000
COUNTING = 100  # milliseconds for all counts of a rail
FRESH, SLOW_FOR, MOST_KEPT = 15.0, 300.0, 4096  # seconds, seconds, views


@dataclass(frozen=True)
class Counted:
    """A view in the rail with its count; `shown` is "999+" when there are more than 999.

    None: it was not counted. `is_slow`: it is counted apart, a little later.
    """

    view: View
    count: int | None
    is_slow: bool = False

    @property
    def shown(self) -> str:
        """The count as it is drawn; empty for none."""
        if not self.count:
            return ""
        return str(self.count) if self.count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


class Counts(list[Counted]):
    """The views with their counts, and how many `drafts` the agent has."""

    drafts: int = 0


def count_views(agent: Agent) -> Counts:
    """The agent's views with their counts, in one statement that reads at most 1,000 index rows for each.

    Saved views may cost more: together they have a tenth of a second. When that is not enough, or when
    it is known not to be, they are counted one by one by `count_slowly`, apart from the page.
    """
    views = [one.view for one in arrange(agent) if not one.is_hidden]
    if Sight.of(agent).is_empty:
        return Counts(Counted(view, 0) for view in views)
    slow = {view for view in views if is_slow(view)}
    quick = [view for view in views if view not in slow]
    *numbers, drafts = _count(agent, quick)
    counts = dict(zip(quick, numbers, strict=True))
    found = Counts(
        Counted(view, last_known(agent, view), is_slow=True)
        if counts.get(view) is None
        else Counted(view, counts[view])
        for view in views
    )
    found.drafts = drafts or 0
    return found


def _count(agent: Agent, views: list[View]) -> list[int | None]:
    """The counts of the views, and last of the drafts."""
    sight = Sight.of(agent)
    saved = [view for view in views if view.saved]
    parts = [*(_counting(view, sight) for view in views), _counting_drafts(sight)]
    sql, params = "SELECT " + ", ".join(part for part, _ in parts), [one for _, own in parts for one in own]
    try:
        return list(rows_within(sql, params, COUNTING)[0]) if saved else list(_row(sql, params))
    except TooSlow:
        remember_slow(saved)
        built_in = [view for view in views if not view.saved]
        *numbers, drafts = _count(agent, built_in)
        counts = dict(zip(built_in, numbers, strict=True))
        return [*(counts.get(view) for view in views), drafts]


def _row(sql: str, params: list[Any]) -> tuple[int, ...]:
    text = _with_values(sql, tuple(params))
    with prepared_cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone() or ()


@lru_cache(maxsize=512)
def _with_values(sql: str, params: tuple[Any, ...]) -> str:
    """A statement without parameters, one for each sight: planned once, and still by its partial indexes."""
    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify(sql, params)


@lru_cache(maxsize=2048)
def _counting(view: View, sight: Sight) -> tuple[str, tuple[Any, ...]]:
    """The part that counts a view. Django needs longer to write it than PostgreSQL to run it."""
    rows = view.of(sight.agent()).order_by().values("pk")[:MOST_COUNTED]
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(values)  # noqa: S608 - Django wrote it


@lru_cache(maxsize=512)
def _counting_drafts(sight: Sight) -> tuple[str, tuple[Any, ...]]:
    rows = Draft.objects.visible_to(sight.agent()).order_by().values("pk")[:MOST_COUNTED]
    sql, values = rows.query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(values)  # noqa: S608 - Django wrote it


def count_now(agent: Agent, view: View) -> Counted:
    """One view with its count, asked anew; without one if that takes too long."""
    part, params = _counting(view, Sight.of(agent))
    try:
        return Counted(view, rows_within("SELECT " + part, params, PATIENCE)[0][0])
    except TooSlow:
        return Counted(view, None)


def count_slowly(agent: Agent, view: View) -> int | None:
    """The count of one saved view, up to 1,000, remembered for some seconds; None if it takes too long."""
    name = (agent.pk, *_name(view))
    known = _counts.get(name)
    if known and time.monotonic() - known[0] < FRESH:
        return known[1]
    began = time.monotonic()
    count = count_now(agent, view).count
    if count is not None and time.monotonic() - began < COUNTING / 10_000:  # a tenth of what all have
        _slow.pop(_name(view), None)
    if len(_counts) >= MOST_KEPT:
        _counts.clear()
    _counts[name] = (time.monotonic(), count)
    return count


def last_known(agent: Agent, view: View) -> int | None:
    """What `count_slowly` found last in this process."""
    found = _counts.get((agent.pk, *_name(view)))
    return found[1] if found else None


def is_slow(view: View) -> bool:
    """Whether a view is counted apart: it looks for words, or was too slow in the last minutes."""
    if isinstance(view.select, Selection) and view.select.is_slow:
        return True
    return _slow.get(_name(view), 0) > time.monotonic()


def _name(view: View) -> tuple[str, str]:
    """What a view is known by from minute to minute, until its filter changes."""
    return view.place, view.saved.filter if view.saved else ""


def remember_slow(views: list[View]) -> None:
    """Count these apart for some minutes, unless each turns out to be quick by itself."""
    if len(_slow) >= MOST_KEPT:
        _slow.clear()
    _slow.update(dict.fromkeys(map(_name, views), time.monotonic() + SLOW_FOR))


_counts: dict[tuple[int, str, str], tuple[float, int | None]] = {}
_slow: dict[tuple[str, str], float] = {}

"""Statements that Django writes and PostgreSQL plans once: each needs more for that than for the work itself.

Django takes one to three milliseconds to write what PostgreSQL plans in 0.5 and runs in 0.2.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

from handrail.core.limits import rows_within

One = int | str | datetime | uuid.UUID
Value = One | Sequence[int] | Sequence[str]
# What stands for the values while a statement is written. Numbers that fit into an integer column: for
# others Django writes no statement, as nothing could be found.
_NUMBERS, _TIMES, _TEXTS = 2_000_000_000, datetime(1, 1, 2, tzinfo=UTC), "stands for the text %d"


@dataclass(frozen=True)
class _Written:
    sql: str
    slots: list[One]  # the stand-ins in the order of their placeholders
    compiler: Any


class Statement:
    """A query whose SQL is kept; `write` gets stand-ins and must use each of them as it is.

    A list of keys is a statement of its own for each length; without keys nothing is found. One that is
    `planned_anew` is kept as text only: its best plan depends on the values. With `within` (milliseconds)
    it is so too, and raises TooSlow when it needs longer.
    """

    def __init__(
        self, write: Callable[..., QuerySet[Any, Any]], *, planned_anew: bool = False, within: int = 0
    ) -> None:
        self._write = write
        self._planned_anew = planned_anew
        self._within = within
        self._kept: dict[tuple[object, ...], _Written] = {}

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Run a `values_list` with these values; each is a `One`, or a list of numbers or texts."""
        return self._run(self._written(values), values) if _can_match(values) else []

    def objects(self, *values: Value) -> list[Any]:
        """Run a query of models with what it selects besides, made as by Django's ModelIterable."""
        if not _can_match(values):
            return []
        written = self._written(values)
        compiler = written.compiler
        info, select = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of 6.1
        found = []
        for row in compiler.results_iter([self._run(written, values)]):
            one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, place in compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            found.append(one)
        return found

    def _run(self, written: _Written, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        by_stand_in = dict(zip(_flat(_stand_ins(values)), _flat(values), strict=True))
        if self._within:
            return rows_within(written.sql, [by_stand_in[one] for one in written.slots], self._within)
        with connection.cursor() if self._planned_anew else prepared_cursor() as cursor:
            cursor.execute(written.sql, [by_stand_in[stand_in] for stand_in in written.slots])
            return list(cursor.fetchall())

    def _written(self, values: Sequence[Value]) -> _Written:
        shape = tuple(_shape(value) for value in values)
        if shape not in self._kept:
            stand_ins = _stand_ins(values)
            compiler = self._write(*stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
            self._kept[shape] = _with_constants(compiler, set(_flat(stand_ins)))
        return self._kept[shape]


def _with_constants(compiler: Any, stand_ins: set[One]) -> _Written:
    """Write into the SQL what is no value of ours: PostgreSQL must see it to use its partial indexes."""
    sql, params = compiler.as_sql()
    given, slots = iter(params), []

    def place(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        param = next(given)
        if isinstance(param, One) and param in stand_ins:
            slots.append(param)
            return "%s"
        return Literal(param).as_string(connection.connection).replace("%", "%%")

    connection.ensure_connection()
    return _Written(re.sub("%%|%s", place, sql), slots, compiler)


def prepared_cursor() -> Any:
    """A cursor whose statements PostgreSQL prepares, so that it plans a repeated one no more."""
    connection.ensure_connection()
    made: Any = ServerBindingCursor
    return connection._prepare_cursor(made(connection.connection))  # type: ignore[attr-defined]


def _shape(value: Value) -> object:
    return type(value) if isinstance(value, One) else (type(value[0]), len(value))


def _can_match(values: Sequence[Value]) -> bool:
    return all(isinstance(value, One) or len(value) for value in values)


def _stand_ins(values: Sequence[Value]) -> list[Any]:
    return [_stand_in(value, position * 1000) for position, value in enumerate(values)]


def _stand_in(value: Value, first: int) -> Any:
    if isinstance(value, datetime):
        return _TIMES + timedelta(seconds=first)
    if isinstance(value, int):
        return _NUMBERS + first
    if isinstance(value, str):
        return _TEXTS % first
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=first)
    members: Sequence[One] = value
    return [_stand_in(one, first + place) for place, one in enumerate(members)]


def _flat(values: Sequence[Value]) -> list[One]:
    return [one for value in values for one in ([value] if isinstance(value, One) else value)]

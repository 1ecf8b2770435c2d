"""Statements that Django writes and PostgreSQL plans once: each needs more for that than for the work itself.

Django takes one to three milliseconds to write what PostgreSQL plans in 0.5 and runs in 0.2.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

from handrail.core.limits import rows_within

One = int | str | datetime | uuid.UUID
Part = One | Sequence[int] | Sequence[str]


class Compound:
    """A value made of several, such as an agent with their mailboxes."""

    def statement_kind(self) -> Hashable:
        """What else the SQL depends on: values of another kind have a statement of their own."""
        raise NotImplementedError

    def statement_parts(self) -> Sequence[Part]:
        """What may differ from one run of the statement to the next."""
        raise NotImplementedError

    def of_statement_parts(self, parts: Sequence[Any]) -> Self:
        """One like this with these parts."""
        raise NotImplementedError


Value = Part | Compound
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

    A value may be a `Compound`, such as an agent: `write` gets one like it, made of stand-ins.
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
        parts = _parts(values)
        return self._run(self._written(values), parts) if _can_match(parts) else []

    def objects(self, *values: Value) -> list[Any]:
        """Run a query of models with what it selects besides, made as by Django's ModelIterable."""
        parts = _parts(values)
        if not _can_match(parts):
            return []
        written = self._written(values)
        compiler = written.compiler
        info, select = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of 6.1
        found = []
        for row in compiler.results_iter([self._run(written, parts)]):
            one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, place in compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            found.append(one)
        return found

    def _run(self, written: _Written, parts: Sequence[Part]) -> list[tuple[Any, ...]]:
        by_stand_in = dict(zip(_flat(_stand_ins(parts)), _flat(parts), strict=True))
        if self._within:
            return rows_within(written.sql, [by_stand_in[one] for one in written.slots], self._within)
        with connection.cursor() if self._planned_anew else prepared_cursor() as cursor:
            cursor.execute(written.sql, [by_stand_in[stand_in] for stand_in in written.slots])
            return list(cursor.fetchall())

    def _written(self, values: Sequence[Value]) -> _Written:
        shape = tuple(_shape(value) for value in values)
        if shape not in self._kept:
            stand_ins = _stand_ins(_parts(values))
            compiler = self._write(*_whole(values, stand_ins)).query.get_compiler(DEFAULT_DB_ALIAS)
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


def plan_once() -> None:
    """Until this transaction ends PostgreSQL plans a prepared statement once, whatever its values.

    For small statements that find a few rows by their keys: when tables are large it believes that values
    are worth a plan of their own, and plans for longer than it runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")


def prepared_cursor() -> Any:
    """A cursor whose statements PostgreSQL prepares, so that it plans a repeated one no more."""
    connection.ensure_connection()
    made: Any = ServerBindingCursor
    return connection._prepare_cursor(made(connection.connection))  # type: ignore[attr-defined]


def padded(values: Sequence[Any]) -> list[Any]:
    """Keys or texts repeated up to a power of two, so that few statements are kept; none stay none."""
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return [*values, *list(values[-1:]) * (size - len(values))]


def _parts(values: Sequence[Value]) -> list[Part]:
    """The values, compound ones taken apart."""
    parts: list[Part] = []
    for value in values:
        parts += value.statement_parts() if isinstance(value, Compound) else [value]
    return parts


def _whole(values: Sequence[Value], stand_ins: list[Any]) -> list[Any]:
    """The stand-ins, put together as the values are."""
    left, whole = list(stand_ins), []
    for value in values:
        if isinstance(value, Compound):
            count = len(value.statement_parts())
            whole.append(value.of_statement_parts(left[:count]))
            del left[:count]
        else:
            whole.append(left.pop(0))
    return whole


def _shape(value: Value) -> object:
    if isinstance(value, Compound):
        return value.statement_kind(), *map(_shape, value.statement_parts())
    return type(value) if isinstance(value, One) else (type(value[0]), len(value))


def _can_match(parts: Sequence[Part]) -> bool:
    return all(isinstance(part, One) or len(part) for part in parts)


def _stand_ins(parts: Sequence[Part]) -> list[Any]:
    return [_stand_in(part, position * 1000) for position, part in enumerate(parts)]


def _stand_in(value: Part, first: int) -> Any:
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


def _flat(parts: Sequence[Part]) -> list[One]:
    return [one for value in parts for one in ([value] if isinstance(value, One) else value)]

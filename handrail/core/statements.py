"""Statements that Django writes once: it needs one to three milliseconds for what PostgreSQL runs in 0.3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

One = int | str | datetime
Value = One | Sequence[int] | Sequence[str]
# What stands for the values while a statement is written. Numbers that fit into an integer column: for
# others Django writes no statement, as nothing could be found.
_NUMBERS, _TIMES, _TEXTS = 2_000_000_000, datetime(1, 1, 2, tzinfo=UTC), "stands for the text %d"


@dataclass(frozen=True)
class _Written:
    sql: str
    params: list[Any]
    compiler: Any


class Statement:
    """A query whose SQL is kept; `write` gets stand-ins and must use each of them as it is.

    A list of keys is a statement of its own for each length; without keys nothing is found.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self._write = write
        self._kept: dict[tuple[object, ...], _Written] = {}

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Run a `values_list` with these values: numbers, times, texts, or lists of numbers or texts."""
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
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [_replaced(param, by_stand_in) for param in written.params])
            return list(cursor.fetchall())

    def _written(self, values: Sequence[Value]) -> _Written:
        shape = tuple(_shape(value) for value in values)
        if shape not in self._kept:
            compiler = self._write(*_stand_ins(values)).query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            self._kept[shape] = _Written(sql, list(params), compiler)
        return self._kept[shape]


def _shape(value: Value) -> object:
    return type(value) if isinstance(value, One) else (type(value[0]), len(value))


def _can_match(values: Sequence[Value]) -> bool:
    return all(isinstance(value, One) or len(value) for value in values)


def _replaced(param: Any, by_stand_in: dict[One, One]) -> Any:
    return by_stand_in.get(param, param) if isinstance(param, One) else param


def _stand_ins(values: Sequence[Value]) -> list[Any]:
    return [_stand_in(value, position * 1000) for position, value in enumerate(values)]


def _stand_in(value: Value, first: int) -> Any:
    if isinstance(value, datetime):
        return _TIMES + timedelta(seconds=first)
    if isinstance(value, int):
        return _NUMBERS + first
    if isinstance(value, str):
        return _TEXTS % first
    members: Sequence[One] = value
    return [_stand_in(one, first + place) for place, one in enumerate(members)]


def _flat(values: Sequence[Value]) -> list[One]:
    return [one for value in values for one in ([value] if isinstance(value, One) else value)]

"""Statements that Django writes once: it needs one to three milliseconds for what PostgreSQL runs in 0.3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | datetime | Sequence[int]
# What stands for the values while a statement is written. Numbers that fit into an integer column: for
# others Django writes no statement, as nothing could be found.
_NUMBERS, _TIMES = 2_000_000_000, datetime(1, 1, 2, tzinfo=UTC)


class Statement:
    """A `values_list` whose SQL is kept; `write` gets stand-ins and must use each of them as it is.

    A list of keys is a statement of its own for each length; without keys nothing is found.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self._write = write
        self._kept: dict[tuple[object, ...], tuple[str, list[Any]]] = {}

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Run it with these values: numbers, times, or lists of numbers."""
        shape = tuple(type(value) if isinstance(value, int | datetime) else len(value) for value in values)
        if 0 in shape:
            return []
        sql, params = self._kept.get(shape) or self._kept.setdefault(shape, self._written(values))
        by_stand_in = dict(zip(_flat(_stand_ins(values)), _flat(values), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [_replaced(param, by_stand_in) for param in params])
            return list(cursor.fetchall())

    def _written(self, values: Sequence[Value]) -> tuple[str, list[Any]]:
        sql, params = self._write(*_stand_ins(values)).query.sql_with_params()
        return sql, list(params)


def _replaced(param: Any, by_stand_in: dict[int | datetime, int | datetime]) -> Any:
    return by_stand_in.get(param, param) if isinstance(param, int | datetime) else param


def _stand_ins(values: Sequence[Value]) -> list[Any]:
    return [_stand_in(value, position * 1000) for position, value in enumerate(values)]


def _stand_in(value: Value, first: int) -> Any:
    if isinstance(value, datetime):
        return _TIMES + timedelta(seconds=first)
    if isinstance(value, int):
        return _NUMBERS + first
    return [_NUMBERS + first + place for place in range(len(value))]


def _flat(values: Sequence[Value]) -> list[Any]:
    return [one for value in values for one in ([value] if isinstance(value, int | datetime) else value)]

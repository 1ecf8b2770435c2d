"""Many rows in few statements: inside `gathering`, what `kept_saves` inserts and updates leaves together.

The verbs run as they always do, on rows that are locked and held in memory; only the writing waits. A key is
drawn from the table's sequence at once, so that an entry is known before it is there. What the writing waits
for must not be read back from the database in between.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from handrail.core.columns import array_of, columns_of, is_given, quoted
from handrail.core.statements import prepared_cursor

T = TypeVar("T")
_DRAWN = 500  # keys drawn from a sequence at once


@dataclass(frozen=True)
class Mark:
    """A row and what waited for it at some moment."""

    row: models.Model
    new: int
    gone: int
    names: set[str] | None
    values: dict[str, Any]
    related: dict[str, Any]


class Gathered:
    """Rows to insert, and columns to update, until they are written."""

    def __init__(self) -> None:
        self._new: list[models.Model] = []
        self._gone: list[tuple[models.Model, tuple[str, ...]]] = []
        self._changed: dict[tuple[type[models.Model], Any], tuple[models.Model, set[str]]] = {}
        self._keys: dict[type[models.Model], list[int]] = {}
        self.known: dict[object, Any] = {}

    def insert(self, row: models.Model) -> None:
        """Insert it later, with a key that it has from now on."""
        if row.pk is None:
            row.pk = self._key(type(row))
        self._new.append(row)

    def update(self, row: models.Model, names: tuple[str, ...]) -> None:
        """Update these columns later, to what they are then."""
        self._changed.setdefault((type(row), row.pk), (row, set()))[1].update(names)

    def delete(self, row: models.Model, names: tuple[str, ...]) -> None:
        """Delete later what is as `row` in these columns; what waits to be inserted and is so never is."""
        waiting = [one for one in self._new if type(one) is type(row) and _alike(one, row, names)]
        for one in waiting:
            self._new.remove(one)
        if not waiting:
            self._gone.append((row, names))

    def mark(self, row: models.Model) -> Mark:
        """Where things stand before something is tried with this row."""
        changed = self._changed.get((type(row), row.pk))
        names, related = set(changed[1]) if changed else None, dict(row._state.fields_cache)
        return Mark(row, len(self._new), len(self._gone), names, dict(vars(row)), related)

    def back_to(self, mark: Mark) -> None:
        """Forget what was to be written since, and give the row the values that it had."""
        del self._new[mark.new :]
        del self._gone[mark.gone :]
        key = type(mark.row), mark.row.pk
        if mark.names is None:
            self._changed.pop(key, None)
        else:
            self._changed[key] = mark.row, mark.names
        vars(mark.row).clear()
        vars(mark.row).update(mark.values)
        mark.row._state.fields_cache = mark.related

    def write(self) -> None:
        """Write all that waits: one statement for each table and each set of columns."""
        gone, new, changed = self._gone, self._new, [*self._changed.values()]
        self._gone, self._new = [], []
        self._changed.clear()
        for model, columns, rows in _alike_in(gone):
            _delete(model, columns, rows)
        for model, _names, rows in _alike_in((row, ()) for row in new):
            _insert(model, rows)
        for model, columns, rows in _alike_in((row, tuple(sorted(names))) for row, names in changed):
            _update(model, columns, rows)

    def _key(self, model: type[models.Model]) -> int:
        keys = self._keys.setdefault(model, [])
        if not keys:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [model._meta.db_table, str(model._meta.pk.column), _DRAWN],
                )
                keys += [key for (key,) in reversed(cursor.fetchall())]
        return keys.pop()


_gathered: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


def gathered() -> Gathered | None:
    """Where writes wait just now; None when they are done at once."""
    return _gathered.get()


def known(name: object, ask: Callable[[], T]) -> T:
    """What `ask` answers; inside `gathering` asked once: for what stays the same for all rows."""
    waits = _gathered.get()
    if waits is None:
        return ask()
    if name not in waits.known:
        waits.known[name] = ask()
    found: T = waits.known[name]
    return found


@contextmanager
def gathering() -> Iterator[Gathered]:
    """Let inserts and updates wait. Whoever opens it writes them (`Gathered.write`), or they are lost."""
    waits = Gathered()
    token = _gathered.set(waits)
    try:
        yield waits
    finally:
        _gathered.reset(token)


def _alike_in(
    waiting: Iterable[tuple[models.Model, tuple[str, ...]]],
) -> Iterator[tuple[type[models.Model], tuple[str, ...], list[models.Model]]]:
    """The rows of each table with the same columns, in the order in which they came."""
    alike: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for row, names in waiting:
        alike[type(row), names].append(row)
    for (model, names), rows in alike.items():
        yield model, names, rows


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """Columns that the first row leaves to the database are left to it by all."""
    fields: list[Any] = [one for one in model._meta.concrete_fields if is_given(one, rows[0])]
    given, arrays = columns_of(fields), _arrays(fields)
    table = quoted(model._meta.db_table)
    with prepared_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({given}) SELECT * FROM unnest({arrays})",  # noqa: S608
            [_values(field, rows, add=True) for field in fields],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _update(model: type[models.Model], names: tuple[str, ...], rows: list[models.Model]) -> None:
    key: Any = model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [key, *fields]
    table, pk = quoted(model._meta.db_table), quoted(key.column)
    to = ", ".join(f"{columns_of([field])} = new.{columns_of([field])}" for field in fields)
    sql = (
        f"UPDATE {table} SET {to} FROM unnest({_arrays(columns)}) AS new ({columns_of(columns)})"  # noqa: S608
        f" WHERE {table}.{pk} = new.{pk}"
    )
    with prepared_cursor() as cursor:
        cursor.execute(sql, [_values(field, rows, add=False) for field in columns])


def _delete(model: type[models.Model], names: tuple[str, ...], rows: list[models.Model]) -> None:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table = quoted(model._meta.db_table)
    sql = (
        f"DELETE FROM {table} WHERE ({columns_of(fields)})"  # noqa: S608
        f" IN (SELECT * FROM unnest({_arrays(fields)}))"
    )
    with prepared_cursor() as cursor:
        cursor.execute(sql, [_values(field, rows, add=False) for field in fields])


def _alike(one: models.Model, other: models.Model, names: tuple[str, ...]) -> bool:
    fields: list[Any] = [one._meta.get_field(name) for name in names]
    return all(getattr(one, each.attname) == getattr(other, each.attname) for each in fields)


def _arrays(fields: list[Any]) -> str:
    """A placeholder for each column's values; a serial key is an integer like any other."""
    types = [(field.rel_db_type if field.primary_key else field.db_type)(connection) for field in fields]
    return ", ".join(f"%s::{one}[]" for one in types)


def _values(field: Any, rows: list[models.Model], *, add: bool) -> str:
    given = [field.pre_save(row, add) for row in rows]
    if isinstance(field, models.JSONField):
        return array_of(None if value is None else json.dumps(value, cls=field.encoder) for value in given)
    return array_of(map(field.get_prep_value, given))

"""Insert and update a row by statements that are written once, for what every mail and every reply writes.

Django writes each INSERT and UPDATE anew, which takes longer than PostgreSQL needs to run it. What these two
functions keep is the text; PostgreSQL keeps the plan. They send no signals, as nobody here listens to any.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from handrail.core.columns import columns_of, is_given, quoted
from handrail.core.gathering import gathered
from handrail.core.statements import prepared_cursor


def insert(row: models.Model, **made: str) -> None:
    """As `row.save(force_insert=True)`: what the database sets (keys, defaults) is known afterwards.

    `made` names SQL around a column's value: `words="array_to_tsvector(%s::text[])"`. Inside `gathering` a
    row without such waits, and knows its key alone.
    """
    if (waits := gathered()) and not made:
        waits.insert(row)
        return
    fields = [field for field in row._meta.concrete_fields if is_given(field, row)]
    returned: Sequence[Any] = row._meta.db_returning_fields
    names = tuple(field.attname for field in fields)
    sql = _inserting(type(row), names, tuple(sorted(made.items())))
    with prepared_cursor() as cursor:
        cursor.execute(sql, [_value(field, row, add=True) for field in fields])
        values = cursor.fetchone() if returned else ()
    for field, value in zip(returned, values, strict=True):
        read = getattr(field, "from_db_value", None)
        setattr(row, field.attname, read(value, None, connection) if read else value)
    row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, *names: str) -> None:
    """As `row.save(update_fields=names)` for a row that is there; inside `gathering` it waits."""
    if waits := gathered():
        waits.update(row, names)
        return
    fields = [row._meta.get_field(name) for name in names]
    values = [_value(field, row, add=False) for field in fields]
    with prepared_cursor() as cursor:
        cursor.execute(_updating(type(row), names), [*values, row.pk])


def delete(row: models.Model, *names: str) -> None:
    """Delete what is as `row` in these columns, at once or, inside `gathering`, with what waits."""
    if waits := gathered():
        waits.delete(row, names)
        return
    type(row)._base_manager.filter(**{name: getattr(row, name) for name in names}).delete()


def _value(field: Any, row: models.Model, *, add: bool) -> object:
    return field.get_db_prep_save(field.pre_save(row, add), connection)


@lru_cache(maxsize=256)
def _inserting(model: type[models.Model], names: tuple[str, ...], made: tuple[tuple[str, str], ...]) -> str:
    around = dict(made)
    columns = [model._meta.get_field(name) for name in names]
    values = ", ".join(around.get(field.name, "%s") for field in columns)
    returned = columns_of(model._meta.db_returning_fields)
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns_of(columns)}) VALUES ({values})"  # noqa: S608
    return f"{sql} RETURNING {returned}" if returned else sql


@lru_cache(maxsize=256)
def _updating(model: type[models.Model], names: tuple[str, ...]) -> str:
    set_to = ", ".join(f"{columns_of([model._meta.get_field(name)])} = %s" for name in names)
    key = columns_of([model._meta.pk])
    return f"UPDATE {quoted(model._meta.db_table)} SET {set_to} WHERE {key} = %s"  # noqa: S608

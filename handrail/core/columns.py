"""Columns as they stand in SQL that we write ourselves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


def is_given(field: models.Field[Any, Any], row: models.Model) -> bool:
    """Whether the row has a value for it, which the database is not to make."""
    value = row.__dict__.get(field.attname)
    is_from_database = field.generated or isinstance(value, DatabaseDefault)
    return not is_from_database and not (field.primary_key and value is None)


def columns_of(fields: Iterable[Any]) -> str:
    """Their names, quoted, with commas."""
    return ", ".join(quoted(field.column) for field in fields)


def quoted(name: str) -> str:
    """The name of a table or a column."""
    return connection.ops.quote_name(name)


def array_of(values: Iterable[object]) -> str:
    """The values of a column as PostgreSQL writes an array: `{1,NULL,"two words"}`, for a `%s::type[]`.

    For long lists: the driver's own way takes two to four times as long, and longer still for one value that
    stands in every row.
    """
    parts, last, text = list[str](), object(), ""
    for value in values:
        if value is not last:
            last, text = value, _element(value)
        parts.append(text)
    return "{" + ",".join(parts) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if isinstance(value, (int, float, Decimal)):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

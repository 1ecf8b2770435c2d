"""Columns as they stand in SQL that we write ourselves."""

from __future__ import annotations

from collections.abc import Iterable
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

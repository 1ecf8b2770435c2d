"""Statements that people can make slow: each has a time, and is given up when it needs longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled


class TooSlow(Exception):
    """The database needed longer than it was given."""


def rows_within(sql: str, params: Sequence[Any], milliseconds: int, **settings: str) -> list[tuple[Any, ...]]:
    """The rows of one SELECT. Raises TooSlow; a surrounding transaction is broken then.

    `settings` are the database's while it runs (`enable_seqscan="off"`), from code, never from people. They,
    the limit, the statement and their end travel together, so that it costs no more turns than without.
    PostgreSQL counts the time of each statement of a message alone (since version 11).
    """
    told = {"statement_timeout": str(int(milliseconds)), **settings}
    before = "".join(f"SET LOCAL {name} = {value}; " for name, value in told.items())
    after = "".join(f"; SET LOCAL {name} = DEFAULT" for name in told)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"{before}{sql}{after}", params)
            for _setting in told:
                cursor.nextset()
            return list(cursor.fetchall())
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise


def queried_within(rows: QuerySet[Any, Any], milliseconds: int, **settings: str) -> list[tuple[Any, ...]]:
    """The rows of a `values_list`, as the database gives them. Raises TooSlow and EmptyResultSet."""
    return rows_within(*rows.query.sql_with_params(), milliseconds, **settings)

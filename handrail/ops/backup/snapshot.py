"""One moment of the database, held for as long as the dump of it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

Tables = dict[tuple[str, str], int]  # by schema and name

# What an extension brought along is not ours: it comes again with the extension. Rows shrink in a dump; long
# values are stored compressed already, and hardly do.
_TABLES = """
    SELECT space.nspname, one.relname, (0.2 * pg_relation_size(one.oid)
        + 1.1 * (pg_table_size(one.oid) - pg_relation_size(one.oid)))::bigint
    FROM pg_class one JOIN pg_namespace space ON space.oid = one.relnamespace
    WHERE one.relkind IN ('r', 'p') AND space.nspname !~ '^pg_' AND space.nspname != 'information_schema'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = one.oid AND d.deptype = 'e')
    ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Snapshot:
    """What is known of the moment."""

    name: str  # for pg_dump --snapshot
    at: datetime
    rows: dict[str, int]  # by table
    sizes: dict[str, int]  # by table, the bytes that are expected in the dump
    migrations: tuple[str, ...]


@contextmanager
def held(connection: psycopg.Connection[Any]) -> Iterator[Snapshot]:
    """A snapshot that other sessions may look at until the block is left."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"):
            connection.execute(sql.SQL("SET LOCAL {} = 0").format(sql.Identifier(limit)))
        name, at = _one(connection, "SELECT pg_export_snapshot(), statement_timestamp()")
        sizes = tables(connection)
        rows = count(connection, list(sizes))
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2").fetchall()
        migrations = tuple(f"{app}.{name}" for app, name in applied)
        yield Snapshot(
            name,
            at.astimezone(UTC),
            rows,
            {".".join(table): size for table, size in sizes.items()},
            migrations,
        )


def tables(connection: psycopg.Connection[Any]) -> Tables:
    """Every table that is ours, and how many bytes of a dump it may become."""
    return {(space, name): size for space, name, size in connection.execute(_TABLES)}


def count(connection: psycopg.Connection[Any], which: list[tuple[str, str]]) -> dict[str, int]:
    """The number of rows of each table."""
    question = "SELECT count(*) FROM {}"
    return {
        ".".join(table): _one(connection, sql.SQL(question).format(sql.Identifier(*table)))[0]
        for table in which
    }


def _one(connection: psycopg.Connection[Any], question: str | sql.Composed) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(question).fetchone()
    assert row is not None  # noqa: S101 - each of our questions has an answer
    return row

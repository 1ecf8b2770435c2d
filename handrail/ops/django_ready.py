"""Django, set up for a command that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from handrail.core.database_thread import is_database_away
from handrail.ops.errors import RefusedError


def set_up() -> None:
    """Read the settings and load every room."""
    django.setup()


def close_connections() -> None:
    """Give back this thread's connections, so that the server can be stopped."""
    connections.close_all()


@contextmanager
def refuse_if_away() -> Iterator[None]:
    """Turn a database that cannot be reached into a sentence."""
    try:
        yield
    except Exception as error:
        if not is_database_away(error):
            raise
        says = str(error).strip().splitlines()[-1]
        raise RefusedError(f"The database cannot be reached ({says}): check DATABASE_URL.") from error


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_if_outdated() -> None:
    """Raise `RefusedError` unless the tables are as this version needs them."""
    if pending := pending_migrations():
        raise RefusedError(
            f"The database lacks {len(pending)} migrations of this version: run `handrail migrate` first."
        )

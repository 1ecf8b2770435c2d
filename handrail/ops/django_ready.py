"""Django and the database, ready for a command that needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from handrail.core.database_thread import is_database_away
from handrail.core.environment import Environment
from handrail.ops.database import database
from handrail.ops.errors import RefusedError
from handrail.ops.home import check_home, refuse_empty_home
from handrail.ops.unfinished import refuse_unfinished


@contextmanager
def prepared(env: Environment, *, tables: bool, new: bool = False) -> Iterator[None]:
    """Inside the block the database answers and Django is set up; with `tables` it has every migration.

    Only with `new` an embedded database is made where there is none.
    Raises `RefusedError` when that cannot be, when a restore was cut short there, and when the database goes
    away inside the block.
    """
    if not new:
        refuse_empty_home(env)
    check_home(env)
    with database(env):
        django.setup()
        try:
            refuse_unfinished()
            if tables:
                _refuse_if_outdated()
            yield
        except Exception as error:
            if not is_database_away(error):
                raise
            says = str(error).strip().splitlines()[0]
            raise RefusedError(f"The database cannot be reached ({says}).") from error
        finally:
            connections.close_all()


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _refuse_if_outdated() -> None:
    if pending := pending_migrations():
        raise RefusedError(
            f"The database lacks {len(pending)} migrations of this version: run `handrail migrate` first."
        )

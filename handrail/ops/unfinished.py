"""A restore that was cut short leaves its mark in the database: nothing starts there until it is repeated."""

from __future__ import annotations

from django.db import connection

from handrail.ops.errors import RefusedError

MARK = (
    "handrail_unfinished_restore"  # a table, made before the first row comes and dropped with the last step
)
# For migrations and restores: any number that nobody else takes, for pg_advisory_lock has no names.
LOCK = 0x68616E64
_SAYS = (
    "A restore into this database was cut short: repeat it with the same file, "
    "or begin with an empty database."
)


def refuse_unfinished() -> None:
    """Raise `RefusedError` when the tables here are those of an unfinished restore."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass(%s) IS NOT NULL AND to_regclass('django_migrations') IS NOT NULL", [MARK]
        )
        if cursor.fetchone() == (True,):
            raise RefusedError(_SAYS)


def wait_for_restore() -> None:
    """Return when no restore and no migration runs here; raises `RefusedError` as `refuse_unfinished`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [LOCK])
        try:
            refuse_unfinished()
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [LOCK])


def forget_mark() -> None:
    """Drop a mark beside which there are no tables: that restore came to nothing. Hold `LOCK` for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MARK}")

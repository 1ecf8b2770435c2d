"""The database that a restore fills: it must be empty, and nobody may be at work in it.

While the restore is unfinished the place bears a mark, a table. It is made before the dump is read back and
dropped in the same transaction as the last step, so that a restore cut short anywhere can be repeated, and
nothing starts in between.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg

from handrail.ops.backup import snapshot
from handrail.ops.errors import RefusedError
from handrail.ops.unfinished import LOCK, MARK

_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user
    AND pid != pg_backend_pid() AND backend_type = 'client backend'
"""
_JUST_LEAVING, _ROLLING_BACK = 2.0, 10.0  # seconds that a session may need to be gone


class Place:
    """The database of one connection, ours alone while that connection lasts."""

    def __init__(self, connection: psycopg.Connection[Any], *, paused: bool) -> None:
        self.connection = connection
        self.paused = paused  # stays so when a restore with it was cut short and is repeated without

    def take(self, backup: str) -> bool:
        """Claim the place for the backup of this id; whether its dump has been read back here already.

        Raises `RefusedError` when the place is not empty, or when others are at work in it.
        """
        if not self._ask("SELECT pg_try_advisory_lock(%s)", LOCK) or not self._is_alone(_JUST_LEAVING):
            raise RefusedError(
                "Another process uses this database: stop Handrail everywhere first, then restore."
            )
        tables = {name for _, name in snapshot.tables(self.connection)}
        if MARK not in tables:
            if tables:
                raise RefusedError(
                    f"The database is not empty (it has {len(tables)} tables): restore into a new "
                    "HANDRAIL_HOME, or into an empty database."
                )
            return False
        return self._again(backup) if tables - {MARK} else False

    def mark(self, backup: str) -> None:
        """Say that a restore of this backup has begun."""
        with self.connection.transaction():
            self.connection.execute(f"DROP TABLE IF EXISTS {MARK}")
            self.connection.execute(f"CREATE TABLE {MARK} (backup text, paused boolean)")
            self.connection.execute(f"INSERT INTO {MARK} VALUES (%s, %s)", [backup, self.paused])  # noqa: S608

    def unmark(self) -> None:
        """The dump was not read back: wait until the server knows it too, then take the mark away."""
        if self._is_alone(_ROLLING_BACK) and {name for _, name in snapshot.tables(self.connection)} == {MARK}:
            self.connection.execute(f"DROP TABLE {MARK}")

    def _again(self, backup: str) -> bool:
        if self._ask(f"SELECT backup FROM {MARK}") != backup:  # noqa: S608
            raise RefusedError(
                "A restore of another backup was cut short in this database: repeat it with that file, "
                "or begin with an empty database."
            )
        self.paused |= bool(self._ask(f"SELECT paused FROM {MARK}"))  # noqa: S608
        return True

    def _is_alone(self, patience: float) -> bool:
        """Whether no other session of our role is here, at the latest after so many seconds."""
        deadline = time.monotonic() + patience
        while others := self._ask(_OTHERS):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return not others

    def _ask(self, question: str, *values: object) -> Any:
        row = self.connection.execute(question, values).fetchone()
        return row[0] if row else None

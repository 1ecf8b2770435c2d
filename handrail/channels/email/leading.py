"""One mail fetcher at a time, however many machines could: a lock in the database says who.

Two at once would do no harm (a mail's UID keeps it single), but would sign in twice to every mailbox.
"""

from __future__ import annotations

import logging
import os

import psycopg
from psycopg import sql

from handrail.core.async_database import plain_parameters

log = logging.getLogger("handrail.mail")
SPACE, KEY = 0xFE7C, 1
# Without a word for so long the leader's session ends and its lock is free: also when its machine has lost
# its power or its network, which leaves connections that look alive for hours.
SILENCE_SECONDS = 10


class Lead:
    """Whether this process fetches. Ask again every two seconds or so; a lead that is not kept up is lost."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[tuple[bool]] | None = None
        self._got = False

    def is_ours(self) -> bool:
        """Try to take the lead, or see that we still have it; without a database it is nobody's."""
        try:
            self._got = self._ask()
        except psycopg.Error as error:
            log.warning("mail.lead.lost", extra={"error": type(error).__name__})
            self.release()
        return self._got

    def release(self) -> None:
        """Let another process fetch."""
        self._got = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self) -> bool:
        if self._connection is None or self._connection.closed:
            self._got = False
            self._connection = _connect()
        if self._got:
            self._connection.execute("SELECT 1")  # its session lives, so the lock is held
            return True
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, KEY]).fetchone()
        if row and row[0]:
            log.info("mail.lead.taken")
        return bool(row and row[0])


def _connect() -> psycopg.Connection[tuple[bool]]:
    """A connection of its own: Django gives its connections back when it sees fit."""
    parameters = plain_parameters(application_name=f"handrail mail {os.getpid()}")
    connection: psycopg.Connection[tuple[bool]] = psycopg.connect(**parameters)
    silence = sql.Literal(f"{SILENCE_SECONDS}s")
    connection.execute(sql.SQL("SET idle_session_timeout = {}").format(silence))
    connection.execute(sql.SQL("SET statement_timeout = {}").format(silence))
    return connection

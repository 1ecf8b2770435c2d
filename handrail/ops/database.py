"""The database for as long as a command needs it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from handrail.core.database import django_database, is_embedded, socket_folder
from handrail.core.environment import Environment
from handrail.ops.errors import RefusedError
from handrail.ops.postgres import AlreadyRunningError, Postgres

OLDEST = 17  # PostgreSQL
_PATIENCE = 60.0  # seconds to wait for a server that another process starts


@contextmanager
def database(env: Environment) -> Iterator[None]:
    """The database is there inside the block.

    An embedded server that runs already is used; otherwise we start it and stop it at the end, after other
    commands that came to use it have ended too. Raises `RefusedError` when there is no way to have it.
    """
    if not is_embedded(env):
        check_server(env)
        yield
        return
    server = Postgres(env.home, socket_folder(env))
    guests = _Guests(env.home / "postgres")
    started = _start_or_join(server, env)
    try:
        yield
    finally:
        if started:
            guests.wait_until_alone()
            server.stop()
        guests.leave()


def check_server(env: Environment) -> None:
    """Raise `RefusedError` when the server of the settings cannot be reached or is too old."""
    to = django_database(env)
    words = {"host": to["HOST"], "port": to.get("PORT"), "user": to["USER"], "password": to.get("PASSWORD")}
    try:
        with psycopg.connect(dbname=to["NAME"], **words, **to["OPTIONS"]) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        says = str(error).strip().splitlines()[0]
        raise RefusedError(f"DATABASE_URL: the database cannot be reached ({says}).") from None
    if version < OLDEST * 10_000:
        raise RefusedError(
            f"DATABASE_URL: the server is PostgreSQL {version // 10_000}; Handrail needs {OLDEST} or newer."
        )


def wait_for_server(env: Environment) -> None:
    """Return when a server that others run answers; `RefusedError` when it does not within a minute."""
    if not is_embedded(env):
        return check_server(env)
    deadline = time.monotonic() + _PATIENCE
    while not _answers(env):
        if time.monotonic() > deadline:
            raise RefusedError(
                f"No database runs in {env.home}: start `handrail up --only database`, or set DATABASE_URL."
            )
        time.sleep(0.1)
    return None


class _Guests:
    """The commands that use one server, counted by shared locks on a file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / "guests", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def wait_until_alone(self) -> None:
        """Return when no other command uses the server; from then on newcomers wait for `leave`."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def leave(self) -> None:
        """We use the server no longer."""
        os.close(self._file)


def _start_or_join(server: Postgres, env: Environment) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            server.start()
        except AlreadyRunningError:
            if _answers(env):
                return False
            if time.monotonic() > deadline:
                raise RefusedError(
                    "Another process runs the database, but it does not answer: see server.log."
                ) from None
            time.sleep(0.1)
        else:
            return True


def _answers(env: Environment) -> bool:
    try:
        check_server(env)
    except RefusedError:
        return False
    return True

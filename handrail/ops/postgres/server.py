"""The embedded server of one HANDRAIL_HOME."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from handrail.core.database import NAME
from handrail.ops.errors import RefusedError
from handrail.ops.postgres import cluster, process, programs
from handrail.ops.postgres.runas import NoWayError, RunAs, choose

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "vector")
# What `postgres` says while backends of a killed server are still ending, and how long we wait for them.
_STILL_ENDING = ("pre-existing shared memory block", "postmaster.pid", "is another postmaster")
_PATIENCE = 60.0  # seconds


class PostgresError(RefusedError):
    """The embedded PostgreSQL cannot run; the message says why in one sentence."""


class AlreadyRunningError(PostgresError):
    """Another process runs the server of this folder."""


class Postgres:
    """PostgreSQL as our own child: data in `home`/postgres, reached through a socket in `socket` only.

    Start it from the main thread: it ends with the thread that started it. `settings` are further ones of
    PostgreSQL's; without `durable` it is quick and forgets when the machine stops.
    """

    def __init__(
        self, home: Path, socket: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = home / "postgres"
        self.socket = socket
        self._durable = durable
        self._settings = process.SETTINGS | ({} if durable else process.THROW_AWAY) | dict(settings or {})
        self._lock: int | None = None
        self._process: process.Process | None = None

    @property
    def pid(self) -> int | None:
        """Process id while the server runs."""
        return self._process.pid if self.is_alive() and self._process else None

    def is_alive(self) -> bool:
        """Whether the server that we started is still running."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server, made anew if need be, and return when it takes connections.

        Raises `AlreadyRunningError` when another process runs it, `PostgresError` when it cannot run.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            run_as = choose(self.folder, programs.folder() / "postgres")
            cluster.prepare(self.folder / "data", run_as, durable=self._durable)
            self._open_socket_folder(run_as)
            self._process = self._run(run_as)
            self._fill()
        except PostgresError:
            self.stop()
            raise
        except (OSError, NoWayError, cluster.WrongVersionError, process.DiedError) as error:
            self.stop()
            raise PostgresError(f"The database cannot start: {error}") from error
        except BaseException:
            self.stop()
            raise

    def stop(self, patience: float = 30.0) -> None:
        """End the server; `patience` is how many seconds its orderly shutdown may take."""
        if self._process is not None:
            self._process.stop(patience)
            self._process = None
            with contextlib.suppress(OSError):
                self.socket.rmdir()
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_UN)  # our forks have the file open too: closing is not enough
            os.close(self._lock)
            self._lock = None

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the server's superuser, in autocommit."""
        port = self._settings.get("port", "5432")
        return psycopg.connect(host=str(self.socket), port=port, user=NAME, dbname=database, autocommit=True)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise AlreadyRunningError(f"Another process runs the database in {self.folder}.") from None
        self._lock = lock

    def _open_socket_folder(self, run_as: RunAs) -> None:
        # Whoever enters this folder is the database's superuser: it must be ours, and closed.
        with contextlib.suppress(FileExistsError):
            self.socket.mkdir(mode=0o700, parents=True)
        found = self.socket.lstat()
        if self.socket.is_symlink() or found.st_uid not in (os.getuid(), run_as.uid):
            raise PostgresError(f"The folder {self.socket} belongs to somebody else: remove it.")
        self.socket.chmod(0o700)
        run_as.own(self.socket)

    def _run(self, run_as: RunAs) -> process.Process:
        deadline = time.monotonic() + _PATIENCE
        while True:
            log = self.folder / "server.log"
            running = process.Process(self.folder / "data", self.socket, log, run_as, self._settings)
            self._process = running
            try:
                running.wait_until_ready()
            except process.DiedError as error:
                if time.monotonic() > deadline or not any(words in str(error) for words in _STILL_ENDING):
                    raise
                time.sleep(0.1)
            else:
                return running

    def _fill(self) -> None:
        with self.connect("postgres") as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        with self.connect(NAME) as database:
            for extension in EXTENSIONS:
                database.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )

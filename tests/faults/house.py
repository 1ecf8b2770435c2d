"""A real Handrail that may be hurt: its processes by name, and its database by SQL."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg

from handrail.core.database import NAME, socket_folder
from handrail.core.environment import read_environment
from handrail.ops.tests.program import Up, environment
from tests.faults.desk import EMAIL, PASSWORD
from tests.servers import ImapServer, SmtpServer

_STARTED = re.compile(r'process started part="?(web \d|worker)"? pid=(\d+)')
_OPEN = """
    SELECT (SELECT count(*) FROM email_incomingmail WHERE state = 'new')
         + (SELECT count(*) FROM conversations_message WHERE send_state IN ('queued', 'sending'))
         + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
              AND task_name LIKE '%%tasks.hear%%')
"""


class House:
    """`handrail up` with one mailbox on the given servers and one agent."""

    def __init__(self, home: Path, imap: ImapServer, smtp: SmtpServer) -> None:
        self.up = Up(home)
        self.killed: list[str] = []
        self._home, self._imap, self._smtp = home, imap, smtp

    def __enter__(self) -> Self:
        self.up.wait_until_ready()
        self._command(
            "createagent", EMAIL, "--name", "Ada", "--role", "owner", "--password-stdin", told=PASSWORD
        )
        servers = [f"--imap-host={self._imap.host}", f"--imap-port={self._imap.port}", "--imap-security=none"]
        servers += [
            f"--smtp-host={self._smtp.host}",
            f"--smtp-port={self._smtp.port}",
            "--smtp-security=none",
        ]
        servers += [f"--imap-user={self._imap.user}", "--smtp-user=-", "--fetch-existing", "--password-stdin"]
        self._command("mailbox", "add", "support@lamp.example", *servers, told=self._imap.password)
        return self

    def __exit__(self, *_: object) -> None:
        if self.up.process.poll() is None:
            self.up.stop()

    def kill(self, part: str, chance: random.Random) -> None:
        """SIGKILL to one part, as soon as it lives; "web" is either of the two."""
        name = chance.choice(["web 1", "web 2"]) if part == "web" else part
        until = time.monotonic() + 15
        while (pid := self._pids().get(name)) is None:
            assert time.monotonic() < until, f"{name} was not started again"
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        self.killed.append(name)

    def parts_alive(self) -> set[str]:
        """Names of the parts that run now."""
        return set(self._pids())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database knows; raises psycopg.OperationalError while it is away."""
        with self._database() as database:
            return database.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Do something to the database behind Handrail's back."""
        with self._database() as database:
            database.execute(sql)

    def _database(self) -> psycopg.Connection:
        folder = socket_folder(read_environment({"HANDRAIL_HOME": str(self._home)}))
        return psycopg.connect(host=str(folder), dbname=NAME, user=NAME)

    def wait_until_quiet(self, mails: int, seconds: float) -> float:
        """Return how long it took until all mails were kept and nothing was left to do."""
        begin = time.monotonic()
        while not self._is_quiet(mails):
            assert time.monotonic() - begin < seconds, f"{self._left()} is left after {seconds} s"
            time.sleep(0.3)
        return time.monotonic() - begin

    def _is_quiet(self, mails: int) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            kept = self.ask("SELECT count(DISTINCT uid) FROM email_incomingmail")
            return kept == [(mails,)] and self.ask(_OPEN) == [(0,)]
        return False

    def _left(self) -> str:
        """What is still to be done, by whom, and what the database's sessions wait for."""
        told = {
            "jobs": "SELECT task_name, status::text, attempts, worker_id, args::text FROM procrastinate_jobs",
            "workers": "SELECT id, now() - last_heartbeat FROM procrastinate_workers",
            "mails": "SELECT state, count(*) FROM email_incomingmail GROUP BY 1",
            "messages": "SELECT entry_id, send_state FROM conversations_message WHERE send_state > ''",
            "sessions": "SELECT state, wait_event, now() - state_change, left(query, 60)"
            " FROM pg_stat_activity WHERE datname = 'handrail' AND pid != pg_backend_pid()",
        }
        return "\n".join(f"{name}: {self.ask(sql)}" for name, sql in told.items())

    def _pids(self) -> dict[str, int]:
        """The parts that live: forks by the supervisor's log, the database by its own file."""
        named = {name: int(pid) for name, pid in _STARTED.findall(self.up.log.read_text())}
        with contextlib.suppress(OSError, IndexError, ValueError):
            named["database"] = int((self._home / "postgres/data/postmaster.pid").read_text().split("\n")[0])
        children = {child.pid for child in psutil.Process(self.up.process.pid).children() if _runs(child)}
        return {name: pid for name, pid in named.items() if pid in children}

    def _command(self, *arguments: str, told: str) -> None:
        program = [sys.executable, "-c", "from handrail.ops.cli import main; raise SystemExit(main())"]
        done = subprocess.run(
            [*program, *arguments], env=environment(self._home), input=told, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False

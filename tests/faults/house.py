"""A real Handrail of three nodes that may be hurt: its processes by name, and its database by SQL.

The first node runs everything, the second web and worker, the third can fetch mail; they share a database.
"""

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
from handrail.ops.tests.program import Up, environment, until
from tests.faults.desk import EMAIL, PASSWORD
from tests.faults.nodes import join
from tests.made import give_static, give_tables
from tests.servers import ImapServer, SmtpServer

_STARTED = re.compile(r'process started part="?(web \d|worker|mail)"? pid=(\d+)')
# What can be killed: a word, and the members it means, each a node and a part of it.
VICTIMS = {
    "web": ["1 web 1", "1 web 2", "2 web 1", "2 web 2"],
    "worker": ["1 worker", "2 worker"],
    "mail": ["1 worker", "3 mail"],  # whichever leads
    "database": ["1 database"],
}
EVERYBODY = {name for names in VICTIMS.values() for name in names}
_LEADER = """
    SELECT split_part(application_name, ' ', 3)::int FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND application_name LIKE 'handrail mail %'
"""
_OPEN = """
    SELECT (SELECT count(*) FROM email_incomingmail WHERE state = 'new')
         + (SELECT count(*) FROM conversations_message WHERE send_state IN ('queued', 'sending'))
         + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
              AND task_name LIKE '%%tasks.hear%%')
"""


class House:
    """`handrail up` with one mailbox on the given servers and one agent, and two nodes beside it."""

    def __init__(self, home: Path, imap: ImapServer, smtp: SmtpServer) -> None:
        give_tables(home)
        give_static(home)
        self.up = Up(home)
        self.nodes = {"1": self.up}
        self.killed: list[str] = []
        self._home, self._imap, self._smtp = home, imap, smtp

    def __enter__(self) -> Self:
        self.up.wait_until_ready()
        for name, parts in (("2", ["web", "worker"]), ("3", ["mail"])):
            self.nodes[name] = join(self._home, self._home.with_name(f"node-{name}"), *parts)
        until(self.nodes["2"].answers, 60)
        self._command(
            "createagent", EMAIL, "--name", "Ada", "--role", "owner", "--password-stdin", told=PASSWORD
        )
        # short seconds to take a reply back: some die while it waits, and nobody waits long
        self.change("UPDATE accounts_agent SET undo_seconds = 2")
        servers = [f"--imap-host={self._imap.host}", f"--imap-port={self._imap.port}", "--imap-security=none"]
        servers += [
            f"--smtp-host={self._smtp.host}",
            f"--smtp-port={self._smtp.port}",
            "--smtp-security=none",
        ]
        servers += [f"--imap-user={self._imap.user}", "--smtp-user=-", "--fetch-existing", "--password-stdin"]
        self._command("mailbox", "add", "support@lamp.example", *servers, told=self._imap.password)
        return self

    @property
    def ports(self) -> list[int]:
        """Where the web nodes answer."""
        return [self.nodes["1"].port, self.nodes["2"].port]

    def __exit__(self, *_: object) -> None:
        for node in reversed(self.nodes.values()):
            if node.process.poll() is None:
                node.stop()

    def kill(self, what: str, chance: random.Random) -> None:
        """SIGKILL to one of what VICTIMS names once it lives; "restart" stops the database in order."""
        name = chance.choice(VICTIMS["database" if what == "restart" else what])
        if what == "mail" and (leader := self.mail_leader()) is not None:
            name = leader
        until_alive = time.monotonic() + 40
        while (pid := self._pids().get(name)) is None:
            assert time.monotonic() < until_alive, f"{name} was not started again"
            time.sleep(0.05)
        os.kill(pid, signal.SIGINT if what == "restart" else signal.SIGKILL)
        self.killed.append(f"{name} restarted" if what == "restart" else name)

    def mail_leader(self) -> str | None:
        """Who fetches mail: the part whose process holds the leader's session; None for nobody now."""
        by_pid = {pid: name for name, pid in self._pids().items()}
        with contextlib.suppress(psycopg.OperationalError):
            for (pid,) in self.ask(_LEADER):
                return by_pid.get(pid)
        return None

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
        """The parts that live: forks by their supervisor's log, the database by its own file."""
        found: dict[str, int] = {}
        for node, up in self.nodes.items():
            children = {child.pid for child in psutil.Process(up.process.pid).children() if _runs(child)}
            named = {f"{node} {part}": int(pid) for part, pid in _STARTED.findall(up.log.read_text())}
            if node == "1":
                named["1 database"] = self._database_pid()
            found |= {name: pid for name, pid in named.items() if pid in children}
        return found

    def _database_pid(self) -> int:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int((self._home / "postgres/data/postmaster.pid").read_text().split("\n")[0])
        return 0

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

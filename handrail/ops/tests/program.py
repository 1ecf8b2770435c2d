"""The program `handrail` as a real process, for the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from handrail.core.database import NAME, socket_folder
from handrail.core.environment import read_environment

_START = [sys.executable, "-c", "from handrail.ops.cli import main; raise SystemExit(main())"]


def program() -> list[str]:
    """The words that start it."""
    return list(_START)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's variables with another home and the embedded database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")}
    return kept | {"HANDRAIL_HOME": str(home)} | more


def run(
    home: Path, *arguments: str, given: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; `given` is its standard input."""
    env = environment(home, **more)
    return subprocess.run(
        [*_START, *arguments], env=env, input=given, capture_output=True, text=True, timeout=180
    )


def ask(home: Path, question: str) -> list[tuple[Any, ...]]:
    """What the database of a running home knows; raises psycopg.OperationalError while it is away."""
    folder = socket_folder(read_environment({"HANDRAIL_HOME": str(home)}))
    with psycopg.connect(host=str(folder), dbname=NAME, user=NAME) as link:
        return link.execute(question).fetchall()


def until(is_so: Callable[[], bool], seconds: float = 20) -> float:
    """Wait until something is so, and return how many seconds that took.

    The longer it takes, the more seldom it looks: looking costs what is waited for its processor.
    """
    begun = time.monotonic()
    while not is_so():
        waited = time.monotonic() - begun
        assert waited < seconds, "it did not happen in time"
        time.sleep(min(0.02 + waited / 20, 0.25))
    return time.monotonic() - begun


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; a dead one that nobody has taken note of yet does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class Up:
    """A running `handrail up`."""

    def __init__(self, home: Path, *arguments: str, **more: str) -> None:
        self.port = int(more.pop("PORT", "0")) or free_port()
        self.log = home.parent / f"up-{self.port}.log"
        self._begun = time.monotonic()
        env = environment(home, PORT=str(self.port), **more)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*_START, "up", *arguments], env=env, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_ready(self) -> float:
        """Return the seconds from the start until it answered and said so."""
        until(lambda: self.answers() and "Ctrl-C stops it" in self.log.read_text(), seconds=90)
        return time.monotonic() - self._begun

    def answers(self) -> bool:
        """Whether /healthz says that all is well."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    def family(self) -> list[psutil.Process]:
        """All processes below the supervisor, and itself."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Send the signal, and return the seconds until not one process of the family is left."""
        family = self.family()
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(40)
        until(lambda: not any(is_alive(one) for one in family))
        return time.monotonic() - begun

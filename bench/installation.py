"""A Handrail of our own: `handrail up` in a temporary folder, on a free port, with a durable database."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.core.environment import SETTINGS

ROOT = Path(__file__).parents[1]
_PROGRAM = Path(sys.executable).with_name("handrail")


class Installation:
    """One running `handrail up`; this process reads the same settings, so it may use the models."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        for setting in SETTINGS:
            os.environ.pop(setting.name, None)
        os.environ |= {
            "HANDRAIL_HOME": str(home),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "handrail.settings",
        }

    def start(self) -> float:
        """Start it; returns how many seconds passed until the sign-in page came."""
        begin = time.perf_counter()
        with (self.home / "up.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_PROGRAM, "up"], cwd=ROOT, stdout=log, stderr=log, env=dict(os.environ)
            )
        wait_for_page(f"http://127.0.0.1:{self.port}/accounts/login/", self._process)
        return time.perf_counter() - begin

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def processes(self) -> list[int]:
        """Ids of our processes, the database's apart."""
        assert self._process is not None
        return [self._process.pid, *_children(self._process.pid)]


@contextmanager
def installation() -> Iterator[Installation]:
    """An empty installation that runs inside the block and is gone after it."""
    home = Path(tempfile.mkdtemp(prefix="handrail-bench-"))
    house = Installation(home)
    try:
        house.start()
        yield house
    finally:
        house.stop()
        shutil.rmtree(home, ignore_errors=True)


def wait_for_page(url: str, process: subprocess.Popen[bytes], seconds: float = 180) -> None:
    """Return when the address answers; RuntimeError when the process ends or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer in {seconds} s")


def free_port() -> int:
    """A TCP port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    """Forked copies of the parent, and theirs; the database is another program."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            of = re.search(r"^PPid:\t(\d+)$", status.read_text(), re.MULTILINE)
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if of and int(of.group(1)) == parent and b"postgres" not in command.split(b"\0")[0]:
            child = int(status.parent.name)
            found += [child, *_children(child)]
    return found

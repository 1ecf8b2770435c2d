"""The child processes: started, started again when they die, stopped together."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from handrail.ops.up.backoff import Backoff
from handrail.ops.up.forks import fork

log = logging.getLogger("handrail.ops")


@dataclass
class Member:
    """One child: what it does, and how it is doing."""

    name: str
    run: Callable[[], None]
    pid: int | None = None
    backoff: Backoff = field(default_factory=Backoff)


class Family:
    """All children of the supervisor."""

    def __init__(self, members: list[Member]) -> None:
        self.members = members

    def tend(self) -> None:
        """Take note of who has died, and start who is due."""
        for member in self.members:
            if member.pid is not None and (code := _ended(member.pid)) is not None:
                wait = member.backoff.died(time.monotonic())
                log.error("process died", extra={"part": member.name, "code": code, "again_in": wait})
                member.pid = None
            if member.pid is None and time.monotonic() >= member.backoff.due:
                member.pid = fork(member.run)
                member.backoff.start(time.monotonic())
                log.info("process started", extra={"part": member.name, "pid": member.pid})

    def stop(self, patience: float) -> None:
        """Ask all to end, and kill those who have not after `patience` seconds."""
        deadline = time.monotonic() + patience
        self._tell(signal.SIGTERM)
        while self._alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        for member in self._alive():
            log.warning("process killed", extra={"part": member.name})
        self._tell(signal.SIGKILL)
        while self._alive():
            time.sleep(0.01)

    def _alive(self) -> list[Member]:
        for member in self.members:
            if member.pid is not None and _ended(member.pid) is not None:
                member.pid = None
        return [member for member in self.members if member.pid is not None]

    def _tell(self, what: signal.Signals) -> None:
        for member in self._alive():
            if member.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member.pid, what)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None

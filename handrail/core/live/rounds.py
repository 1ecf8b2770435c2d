"""What a process does again and again about those who are connected, once it has listened for long.

Who seems to be gone may have been waiting for us: while no process answered, no page could say that it is
there. So a round begins once this process has listened, without a break, for as long as the room says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from handrail.core.database_thread import DatabaseThread, is_database_away

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """`work`, in a thread that has a database, `every` so many seconds, `after` as many of listening."""

    work: Callable[[], object]
    every: float
    after: float


class Rounds:
    """The rounds of one hub, in its event loop. `listens` tells when the hub began to listen and when not."""

    def __init__(self, thread: DatabaseThread) -> None:
        self._thread = thread
        self._rounds: dict[str, Round] = {}
        self._since: float | None = None

    def add(self, name: str, one: Round) -> None:
        """Make this round from now on; the same name again takes its place. Before the loop begins."""
        self._rounds[name] = one

    def listens(self, is_listening: bool) -> None:
        """Whether the hub hears what happens."""
        self._since = asyncio.get_running_loop().time() if is_listening else None

    async def run(self) -> None:
        """Make all rounds, until cancelled."""
        await asyncio.gather(*(self._go_round(name, one) for name, one in self._rounds.items()))

    async def _go_round(self, name: str, one: Round) -> None:
        while True:
            await asyncio.sleep(one.every)
            if self._since is None or asyncio.get_running_loop().time() - self._since < one.after:
                continue
            try:
                await self._thread.run(one.work)
            except Exception as error:
                if not is_database_away(error):
                    log.exception("Live updates: the round %r failed", name)

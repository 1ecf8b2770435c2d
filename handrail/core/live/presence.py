"""Says who is at the streams of this process, and hears it from all: by NOTIFY, and nothing is kept."""

from __future__ import annotations

import asyncio
import itertools
import logging
import uuid
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import psycopg

from handrail.core.async_database import connect
from handrail.core.live.limits import LiveLimits
from handrail.core.live.registry import Registry
from handrail.core.live.seats import HERE, Announcement, Page, announce, decode
from handrail.core.live.sittings import Sitter, Sittings

log = logging.getLogger(__name__)

_SAY = "SELECT pg_notify(%s, part) FROM unnest(%s::text[]) AS part"
_BATCH = 0.1  # seconds between two announcements: what comes meanwhile goes together


class Presence:
    """One per hub, in its event loop. `tell` is called with the pages at which something changed.

    What cannot be said is dropped and said again later; nobody waits for it.
    """

    def __init__(self, limits: LiveLimits, tell: Callable[[set[Page]], None]) -> None:
        self.registry = Registry(limits.fade, limits.presences, limits.writing)
        self._limits = limits
        self._tell = tell
        self._sittings = Sittings(limits)
        self._turns = itertools.count(1)
        self._changed = asyncio.Event()
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._away = False

    @cached_property
    def source(self) -> str:
        """The name of this process among all. Made when first asked for: the hub is older than the fork."""
        return uuid.uuid4().hex

    def arrive(self, sitter: Sitter) -> None:
        """A stream was opened."""
        self._sittings.arrive(sitter, _now())
        self._changed.set()

    def depart(self, sitter: Sitter) -> None:
        """A stream has ended."""
        self._sittings.depart(sitter, _now())
        self._changed.set()

    def moved(self) -> None:
        """A stream's seat is elsewhere from now on, such as out of all lists: say so at once."""
        self._sittings.again(_now())
        self._changed.set()

    def hear(self, text: str) -> None:
        """Take in a notification of the channel HERE; what is none of ours is passed over."""
        try:
            said = decode(text)
        except ValueError:
            log.error("Live updates: an announcement of who is here cannot be read")
            return
        if said.asks:
            self._sittings.again(_now())
        self._report(self.registry.hear(said, _now()))
        self._changed.set()

    def question(self) -> str:
        """What a process sends when it begins to listen: everybody, please say who is here."""
        return Announcement(self.source, next(self._turns), asks=True).encode()

    async def run(self) -> None:
        """Announce what is due and forget who has faded, until cancelled. Says no goodbye.

        A process that stops is not a person who left: browsers come back to another one.
        """
        try:
            while True:
                try:
                    await self._go_on()
                except Exception:
                    log.exception("Live updates: who is here was not said")
                    await asyncio.sleep(1)
        finally:
            await self._hang_up()

    async def _go_on(self) -> None:
        await self._rest()
        self._report(self.registry.forget(_now()))
        here, gone = self._sittings.due(_now())
        await self._say(announce(self.source, self._turns, here, gone))

    async def _rest(self) -> None:
        """Until something is due; never for less than it takes to gather a few words."""
        await asyncio.sleep(_BATCH)
        self._changed.clear()
        due = min(self._sittings.next_due, self.registry.next_fade)
        try:
            async with asyncio.timeout(max(0.0, due - _now()) if due < float("inf") else None):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _say(self, parts: Sequence[str]) -> None:
        try:
            async with asyncio.timeout(self._limits.back_off):
                if parts:
                    await (await self._line()).execute(_SAY, [HERE, list(parts)])
                    self._away = False
            if not len(self._sittings):
                await self._hang_up()
        except (psycopg.Error, OSError, TimeoutError) as error:
            if not self._away:
                log.warning("Live updates: cannot say who is here (%s)", type(error).__name__)
            self._away = True
            await self._hang_up()
            await asyncio.sleep(min(1.0, self._limits.back_off))
            self._sittings.again(_now())

    async def _line(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        """A connection of our own, only while somebody is here; a commit here waits for no disk."""
        if self._connection is None:
            self._connection = await connect(
                application_name="handrail here", options="-c synchronous_commit=off", connect_timeout=3
            )
        return self._connection

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    def _report(self, changed: set[Page]) -> None:
        if changed:
            self._tell(changed)


def _now() -> float:
    return asyncio.get_running_loop().time()

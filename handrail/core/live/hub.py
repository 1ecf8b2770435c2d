"""The hub: listens to PostgreSQL once per process and passes what it hears to every open stream."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import Counter
from typing import Any

import psycopg
from psycopg import sql

from handrail.core.async_database import connect
from handrail.core.database_thread import DatabaseThread
from handrail.core.live.events import CATCH_UP, Payload, Signal, Source
from handrail.core.live.limits import LiveLimits
from handrail.core.live.presence import Presence
from handrail.core.live.rounds import Rounds
from handrail.core.live.seats import HERE, VISITORS, Page
from handrail.core.live.streams import Stream
from handrail.core.live.visitors import Visitors
from handrail.core.verbs import CHANNEL

log = logging.getLogger(__name__)


class Hub:
    """Holds the open streams of this process. Use it from the event loop, except for close()."""

    def __init__(self, limits: LiveLimits | None = None) -> None:
        self.limits = limits or LiveLimits()
        self.thread = DatabaseThread("live", idle_seconds=self.limits.check * 2)
        self.presence = Presence(self.limits, self._meet)
        self.visitors = Visitors(self.limits, self.presence.registry)
        self.rounds = Rounds(self.thread)
        self.sources: dict[str, Source] = {}
        self.opening = 0
        self.listening = asyncio.Event()
        self.closed = False
        self._streams: set[Stream] = set()
        self._agents: Counter[int] = Counter()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def register(self, name: str, source: Source) -> None:
        """Serve `source` under `/live/<name>/…`; raises ValueError when another has the name."""
        if self.sources.get(name, source) is not source:
            raise ValueError(f"/live/{name}/ is taken")
        self.sources[name] = source

    def start(self) -> None:
        """Begin to listen, in the running event loop; again and again until stop()."""
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._tasks = [
            self._loop.create_task(self._keep_listening(), name="live hub"),
            self._loop.create_task(self.presence.run(), name="who is here"),
            self._loop.create_task(self.visitors.run(), name="visitors"),
            self._loop.create_task(self.visitors.beat(), name="visitors' beat"),
            self._loop.create_task(self.rounds.run(), name="rounds"),
        ]

    def close(self) -> None:
        """End every stream and refuse new ones; may be called from a signal handler or another thread."""
        self.closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_streams)

    async def stop(self) -> None:
        """Close, and give back the connections."""
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.thread.stop()
        self.visitors.stop()

    @property
    def full(self) -> bool:
        """Whether this process can take no more streams."""
        return len(self._streams) + self.opening >= self.limits.per_process

    @property
    def open_streams(self) -> int:
        """How many streams are open in this process."""
        return len(self._streams)

    def count(self, agent_id: int) -> int:
        """Open streams of one agent in this process."""
        return self._agents[agent_id]

    def join(self, stream: Stream) -> None:
        """Let a stream hear what comes from now on."""
        self._streams.add(stream)
        self._agents[stream.agent_id] += 1
        self.presence.arrive(stream)
        if self.closed:  # while it was being opened
            stream.over.set()

    def leave(self, stream: Stream) -> None:
        """The stream has ended."""
        self._streams.discard(stream)
        self._agents[stream.agent_id] -= 1
        self._agents += Counter()  # forgets the zeros
        if not self.closed:  # a process that stops says nothing: its people come back to another
            self.presence.depart(stream)

    def _end_streams(self) -> None:
        for stream in self._streams:
            stream.over.set()
        self.visitors.end()

    async def _keep_listening(self) -> None:
        pause = 0.1
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                pause = 0.1 if self.listening.is_set() else min(pause * 2, self.limits.back_off)
                log.warning(
                    "Live updates: no connection (%s), next try in %.1f s", type(error).__name__, pause
                )
            finally:
                self.listening.clear()
                self.rounds.listens(False)
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - spreads the processes

    async def _listen(self) -> None:
        async with await connect(application_name="handrail live") as connection:
            for channel in (CHANNEL, HERE, VISITORS):
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            await connection.execute("SELECT pg_notify(%s, %s)", [HERE, self.presence.question()])
            self.listening.set()
            self.rounds.listens(True)
            # Whatever was sent while nobody listened is read from the tables, by each stream for itself.
            for stream in list(self._streams):
                stream.put(CATCH_UP)
            self.visitors.catch_up()
            hearing = {HERE: self.presence.hear, VISITORS: self.visitors.hear}
            while True:
                async for notify in connection.notifies(timeout=self.limits.probe):
                    hearing.get(notify.channel, self._hear)(notify.payload)
                await asyncio.wait_for(connection.execute("SELECT 1"), 5)

    def _hear(self, text: str) -> None:
        try:
            payload: dict[str, Any] = json.loads(text)
        except ValueError:
            log.error("Live updates: a notification is not JSON")
            return
        if "agent" in payload:
            self._check(payload["agent"])
            return
        for stream in list(self._streams):
            self._offer(stream, payload)

    def _offer(self, stream: Stream, payload: Payload) -> None:
        try:
            stream.offer(payload)
        except Exception:
            log.exception("Live updates: a stream could not read a notification and was ended")
            stream.over.set()

    def _meet(self, changed: set[Page]) -> None:
        for stream in self._streams:
            stream.meet(changed)
        self.visitors.meet(changed)

    def _check(self, agent_id: int) -> None:
        for stream in self._streams:
            if stream.agent_id == agent_id:
                stream.put(Signal.CHECK)

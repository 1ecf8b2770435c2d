"""Streams of people who are not signed in: they bring a key, and follow the one thing that it opens.

A thousand of them may be idle, so each costs a coroutine and a small object; one task for all of them asks
the database, for many at once, and only for those about whom there is news.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from handrail.core.asgi_types import Scope
from handrail.core.database_thread import DatabaseThread, is_database_away
from handrail.core.live.events import Event
from handrail.core.live.limits import LiveLimits
from handrail.core.live.lines import Line, News, Opened, VisitorSource
from handrail.core.live.registry import Registry
from handrail.core.live.seats import Page
from handrail.core.live.streams import BEAT

log = logging.getLogger(__name__)
_GONE = Event("gone", {}).encode()
_AT_ONCE = 200  # readers that one question to the database is about


class Visitors:
    """The lines of this process. Use it from the event loop, except for `hear`'s callers in the hub."""

    def __init__(self, limits: LiveLimits, registry: Registry) -> None:
        self.limits = limits
        self.source: VisitorSource | None = None
        self._registry = registry
        self._thread = DatabaseThread("visitors", idle_seconds=limits.check * 2)
        self._lines: dict[int, set[Line]] = defaultdict(set)
        self._count = 0
        self._ends = False
        self._dirty: dict[Line, None] = {}
        self._news = asyncio.Event()
        self._leaving: dict[int, asyncio.TimerHandle] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def serves(self, scope: Scope) -> bool:
        """Whether this request wants a stream of ours."""
        return self.source is not None and scope["path"] == self.source.path and scope["method"] == "GET"

    @property
    def open_lines(self) -> int:
        """How many streams of visitors are open in this process."""
        return self._count

    @property
    def waits_for_anybody(self) -> bool:
        """Whether somebody has just gone, and may be back."""
        return bool(self._leaving)

    async def open(self, scope: Scope) -> Opened | int:
        """What a request opens, or the status to refuse it with."""
        if self.source is None or self._count >= self.limits.visitors:
            return 503
        try:
            opened = await self._thread.run(self.source.open, scope)
        except Exception as error:
            if is_database_away(error):
                return 503
            raise
        if not isinstance(opened, int) and len(self._lines.get(opened.thing, ())) >= self.limits.per_visitor:
            return 429
        return opened

    def join(self, line: Line) -> None:
        """Let it hear what comes from now on, and first what it has missed."""
        self._ends = False
        self._lines[line.thing].add(line)
        if waiting := self._leaving.pop(line.thing, None):
            waiting.cancel()
        self._count += 1
        self._look(line)

    def leave(self, line: Line) -> None:
        """The stream has ended."""
        lines = self._lines[line.thing]
        lines.discard(line)
        self._count -= 1
        self._dirty.pop(line, None)
        if not lines:
            del self._lines[line.thing]
            self._wait_for(line.thing)

    def hear(self, text: str) -> None:
        """Take in a notification: there is news of these things, or they are gone."""
        try:
            told: dict[str, Any] = json.loads(text)
            things = [int(one) for one in told["things"]]
        except (ValueError, TypeError, KeyError):
            log.error("Live updates: word to visitors cannot be read")
            return
        for thing in things:
            for line in tuple(self._lines.get(thing, ())):
                self._dismiss(line) if told.get("gone") else self._look(line)

    def meet(self, pages: Collection[Page]) -> None:
        """At these pages somebody of the team came, went, or began to write."""
        for page in pages:
            lines = self._lines.get(page.conversation)
            if not lines:
                continue
            writing = any(
                self._registry.writers.what(page, seat.agent) == "reply"
                for seat in self._registry.people(page)
            )
            for line in tuple(lines):
                line.tell([Event("typing", {"on": writing, "who": line.who})], self.limits)
                self._look(line)

    def catch_up(self) -> None:
        """Notifications were lost: everybody is looked after."""
        for line in self._all():
            self._look(line)

    def end(self) -> None:
        """The process stops: everybody comes back to another."""
        self._ends = True
        for waiting in self._leaving.values():
            waiting.cancel()
        self._leaving.clear()
        for line in self._all():
            line.end()

    async def run(self) -> None:
        """Read for those about whom there is news, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._dirty:
                some = [self._dirty.popitem()[0] for _ in range(min(_AT_ONCE, len(self._dirty)))]
                await self._read_for(some)

    async def beat(self) -> None:
        """Say to everybody that the line stands, and note that they are there; until cancelled."""
        while True:
            await asyncio.sleep(self.limits.beat)
            for count, line in enumerate(self._all()):
                line.write(BEAT, self.limits)
                if count % 100 == 99:
                    await asyncio.sleep(0.01)
            await self._touch()

    def stop(self) -> None:
        """Give back the connection."""
        self._thread.stop()

    def _all(self) -> list[Line]:
        return [line for lines in self._lines.values() for line in lines]

    def _look(self, line: Line) -> None:
        if line.behind:
            return
        self._dirty[line] = None
        self._news.set()

    def _dismiss(self, line: Line) -> None:
        line.write(_GONE, self.limits)
        asyncio.get_running_loop().call_later(0.2, line.end)

    async def _read_for(self, lines: Sequence[Line]) -> None:
        wants = {line: (line.thing, line.after, line.language) for line in lines}
        if self.source is None:
            return
        try:
            news = await self._thread.run(self.source.read, list(set(wants.values())))
        except Exception as error:
            if not is_database_away(error):
                log.exception("Live updates: visitors could not be read for")
            await asyncio.sleep(1)
            for line in lines:
                self._look(line)
            return
        for line, want in wants.items():
            try:
                self._take(line, news.get(want))
            except Exception:
                log.exception("Live updates: a visitor's stream was ended")
                line.end()

    def _take(self, line: Line, news: News | None) -> None:
        if line.over.done():
            return
        if news is None:
            self._dismiss(line)
            return
        line.after = max(line.after, news.after)
        line.tell(news.events, self.limits)
        if news.more:
            line.behind = True
            line.when_read(lambda: self._go_on(line))

    def _go_on(self, line: Line) -> None:
        line.behind = False
        if not line.over.done():
            self._look(line)

    def _wait_for(self, thing: int) -> None:
        """Whoever only goes to another page is back in a moment."""
        if self._ends:
            return
        loop = asyncio.get_running_loop()
        self._leaving[thing] = loop.call_later(self.limits.back, self._say_left, thing)

    def _say_left(self, thing: int) -> None:
        self._leaving.pop(thing, None)
        if self.source is not None:  # whoever came back has taken the timer away
            task = asyncio.get_running_loop().create_task(self._left(self.source, thing))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _left(self, source: VisitorSource, thing: int) -> None:
        try:
            await self._thread.run(source.left, thing, self.limits.back)
        except Exception as error:
            if not is_database_away(error):
                log.exception("Live updates: who has left could not be noted")

    async def _touch(self) -> None:
        things = list(self._lines)
        if not things or self.source is None:
            return
        try:
            gone = await self._thread.run(self.source.touch, things)
        except Exception as error:
            if not is_database_away(error):
                log.exception("Live updates: who visits could not be noted")
            return
        for thing in gone:
            for line in tuple(self._lines.get(thing, ())):
                self._dismiss(line)

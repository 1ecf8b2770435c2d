"""What visitors follow, and the line of each: one open stream, to which events are written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from handrail.core.asgi_types import Headers, Scope, Send
from handrail.core.live.events import Event
from handrail.core.live.limits import LiveLimits


@dataclass(frozen=True)
class Opened:
    """What a key opens: `thing` is followed; `headers` are added to the answer (who may read it: CORS)."""

    thing: int
    headers: Headers


@dataclass(frozen=True)
class News:
    """What one reader gets: events, the place after the last of them, and whether there is more."""

    events: Sequence[Event]
    after: int
    more: bool = False


class VisitorSource(Protocol):
    """What visitors follow. Everything but `writes` is called in a thread with a database connection."""

    path: str

    def open(self, scope: Scope) -> Opened | int:
        """What this request's key opens, or the status to refuse it with."""

    def read(self, wants: Sequence[tuple[int, int, str]]) -> Mapping[tuple[int, int, str], News]:
        """News for readers (thing, place, language); whose thing is gone is missing."""

    def touch(self, things: Collection[int]) -> Collection[int]:
        """Note that somebody is there; returns those that are there no more."""

    def left(self, thing: int, seconds: float) -> None:
        """Nobody follows it in this process since so many seconds; somewhere else somebody may."""


class Line:
    """One open stream of a visitor. `facts` are what it was told last, so that nothing is said twice."""

    __slots__ = (
        "_pending",
        "_send",
        "_writing",
        "after",
        "behind",
        "facts",
        "headers",
        "language",
        "over",
        "thing",
    )

    def __init__(self, opened: Opened, after: int, language: str, send: Send) -> None:
        self.thing, self.headers = opened.thing, opened.headers
        self.after, self.language = after, language
        self.behind = False  # it is given more when it has read what it was given
        self.facts: dict[str, Event] = {}
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._send = send
        self._pending: list[bytes] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def who(self) -> str:
        """Who is talking here, by what was told last."""
        state = self.facts.get("state")
        return str(state.data.get("who") or "…") if state else "…"

    def end(self) -> None:
        """Let the stream end; the visitor comes back with their place."""
        if not self.over.done():
            self.over.set_result(None)

    def tell(self, events: Iterable[Event], limits: LiveLimits) -> None:
        """Write events; of those without an id only what has changed."""
        lines: list[bytes] = []
        for event in events:
            if event.id is not None or self.facts.get(event.name) != event:
                lines.append(event.encode())
            if event.id is None:
                self.facts[event.name] = event
        if lines:
            self.write(b"".join(lines), limits)

    def write(self, lines: bytes, limits: LiveLimits) -> None:
        """Queue bytes. Who does not read them is dropped: nobody waits for a slow one."""
        if len(self._pending) >= limits.queue:
            self.end()
            return
        self._pending.append(lines)
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_all(limits.send))

    def when_read(self, then: Callable[[], None]) -> None:
        """Call it when all that was written has left."""
        if self._writing is None:
            then()
        else:
            self._writing.add_done_callback(lambda _task: then())

    async def _write_all(self, patience: float) -> None:
        try:
            while self._pending and not self.over.done():
                body, self._pending = b"".join(self._pending), []
                async with asyncio.timeout(patience):
                    await self._send({"type": "http.response.body", "body": body, "more_body": True})
        except Exception:
            self.end()
        finally:
            self._writing = None

"""Read a request's body whole before a page thread is asked, within limits of size, time and number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from handrail.core.asgi_types import Message, Receive, Scope, header
from handrail.core.shell.limits import Limits
from handrail.core.shell.notices import Refusal


class ClientGoneError(Exception):
    """The client went away before its request was complete."""


@dataclass(eq=False)
class _Coming:
    """One body on its way: how much is here and may come, and until when the next part must."""

    begun: float
    size: int = 0
    most: int = 0
    patience: asyncio.Timeout | None = None

    def rate(self, now: float) -> float:
        """Bytes a second so far."""
        return self.size / max(now - self.begun, 0.001)

    def hang_up(self) -> None:
        """Wait no longer for its next part."""
        if self.patience is not None:
            self.patience.reschedule(0)
        self.patience = None


class Bodies:
    """Reads bodies; what does not fit in `limits.in_memory` lies in a temporary file.

    When there are too many, the slowest must go: clients that send a byte a second cannot keep others out.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.bodies_at_once)
        self._coming: set[_Coming] = set()

    async def read(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        """The body, rewound, and its size; raises Refusal or ClientGoneError."""
        body: IO[bytes] = SpooledTemporaryFile(max_size=self._limits.in_memory)  # noqa: SIM115 - outlives us
        try:
            size = await self._fill(body, scope, receive) if _has_body(scope) else 0
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body, size

    async def _fill(self, body: IO[bytes], scope: Scope, receive: Receive) -> int:
        coming = _Coming(asyncio.get_running_loop().time(), most=self._limits.size_for(scope["path"]))
        if _announced(scope) <= self._limits.in_memory and await self._came_at_once(body, receive, coming):
            return coming.size
        async with self._slot(coming):
            if _announced(scope) > coming.most:
                await self._refuse_size(scope, receive, coming)
            async for chunk in self._chunks(receive, coming):
                if coming.size > coming.most:
                    await self._refuse_size(scope, receive, coming)
                body.write(chunk)
            return coming.size

    async def _came_at_once(self, body: IO[bytes], receive: Receive, coming: _Coming) -> bool:
        """Whether a small body was here a moment later: it needs no place, so nobody can keep it out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.body_at_once):
                while coming.size <= self._limits.in_memory:
                    chunk, more = _part_of(await receive())
                    coming.size += len(chunk)
                    if coming.size > coming.most:
                        if more:
                            return False  # it is refused when some more of it has been taken in
                        raise Refusal("too_large", size=coming.most // (1024 * 1024))
                    body.write(chunk)
                    if not more:
                        return True
        return False

    @asynccontextmanager
    async def _slot(self, coming: _Coming) -> AsyncIterator[None]:
        if self._slots.locked():
            self._drop_slowest()
        try:
            await asyncio.wait_for(self._slots.acquire(), self._limits.wait_for_body_slot)
        except TimeoutError:
            raise Refusal("busy") from None
        self._coming.add(coming)
        try:
            yield
        finally:
            self._coming.discard(coming)
            self._slots.release()

    def _drop_slowest(self) -> None:
        """Make room, unless all are quick: then one will soon be free."""
        now = asyncio.get_running_loop().time()
        waiting = [
            one for one in self._coming if one.patience and now - one.begun > self._limits.body_settles
        ]
        slowest = min(waiting, key=lambda one: one.rate(now), default=None)
        if slowest is not None and slowest.rate(now) < self._limits.body_rate:
            slowest.hang_up()

    async def _chunks(self, receive: Receive, coming: _Coming) -> AsyncIterator[bytes]:
        """The body's parts: after a grace each must keep up with the least average rate."""
        deadline = coming.begun + self._limits.body_grace + coming.size / self._limits.body_rate
        more = True
        while more:
            try:
                async with asyncio.timeout_at(deadline) as coming.patience:
                    message = await receive()
            except TimeoutError:
                raise Refusal("too_slow") from None
            finally:
                coming.patience = None
            chunk, more = _part_of(message)
            coming.size += len(chunk)
            deadline += len(chunk) / self._limits.body_rate
            yield chunk

    async def _refuse_size(self, scope: Scope, receive: Receive, coming: _Coming) -> None:
        """Take in and drop some more, so that a browser that is still sending comes to read our answer."""
        dropped = 0
        if header(scope, b"expect").lower() != b"100-continue":
            async for chunk in self._chunks(receive, coming):
                dropped += len(chunk)
                if dropped > 2 * coming.most:
                    break
        raise Refusal("too_large", size=coming.most // (1024 * 1024))


def announced_size(scope: Scope) -> int | None:
    """How large the body will be by its head; None when that is not told."""
    return None if header(scope, b"transfer-encoding") else _announced(scope)


def _part_of(message: Message) -> tuple[bytes, bool]:
    """The bytes of one ASGI message, and whether more will come; raises ClientGoneError."""
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    return message.get("body", b""), message.get("more_body", False)


def _announced(scope: Scope) -> int:
    length = header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _has_body(scope: Scope) -> bool:
    return _announced(scope) > 0 or bool(header(scope, b"transfer-encoding"))

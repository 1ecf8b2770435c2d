"""Read a request's body whole before a page thread is asked, within limits of size, time and number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

from handrail.core.asgi_types import Receive, Scope, header
from handrail.core.shell.limits import Limits
from handrail.core.shell.notices import Refusal


class ClientGoneError(Exception):
    """The client went away before its request was complete."""


class Bodies:
    """Reads bodies; what does not fit in `limits.in_memory` lies in a temporary file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.bodies_at_once)

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
        async with self._slot():
            if _announced(scope) > self._limits.body_size:
                await self._refuse_size(scope, receive)
            size = 0
            async for chunk in self._chunks(receive):
                size += len(chunk)
                if size > self._limits.body_size:
                    await self._refuse_size(scope, receive)
                body.write(chunk)
            return size

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._slots.acquire(), self._limits.wait_for_body_slot)
        except TimeoutError:
            raise Refusal("busy") from None
        try:
            yield
        finally:
            self._slots.release()

    async def _chunks(self, receive: Receive) -> AsyncIterator[bytes]:
        """The body's parts: after a grace each must keep up with the least average rate."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.body_grace
        more = True
        while more:
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise Refusal("too_slow") from None
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            chunk, more = message.get("body", b""), message.get("more_body", False)
            deadline += len(chunk) / self._limits.body_rate
            yield chunk

    async def _refuse_size(self, scope: Scope, receive: Receive) -> None:
        """Take in and drop some more, so that a browser that is still sending comes to read our answer."""
        dropped = 0
        if header(scope, b"expect").lower() != b"100-continue":
            async for chunk in self._chunks(receive):
                dropped += len(chunk)
                if dropped > 2 * self._limits.body_size:
                    break
        raise Refusal("too_large", size=self._limits.body_size // (1024 * 1024))


def _announced(scope: Scope) -> int:
    length = header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _has_body(scope: Scope) -> bool:
    return _announced(scope) > 0 or bool(header(scope, b"transfer-encoding"))

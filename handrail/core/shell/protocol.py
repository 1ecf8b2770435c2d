"""uvicorn's HTTP/1.1 protocol with what it leaves open: limits on a request's head, and a way to hang up.

The parser (llhttp) takes heads of any length at any pace: without this a
client that never ends its headers keeps memory and a socket for ever.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from handrail.core.asgi_types import ABORT, WATCH_LINE

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 20.0
# Seconds, the last in milliseconds: a machine that answers nothing is gone after 12 s of silence,
# or 12 s after words that it did not confirm.
SILENCE = {"TCP_KEEPIDLE": 8, "TCP_KEEPINTVL": 4, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": 12_000}


class GuardedProtocol(HttpToolsProtocol):
    """Give as `http=` to uvicorn.Config."""

    _head_size = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new client: its first request must come soon."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes; a head that is still open after HEAD_BYTES is refused."""
        super().data_received(data)
        if self._head_timer is not None:
            self._head_size += len(data)
            if self._head_size > HEAD_BYTES:
                self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        """The first byte of a request: the rest of its head must come soon."""
        super().on_message_begin()
        extensions: dict[str, Any] = {ABORT: self.transport.abort, WATCH_LINE: self._watch_line}
        self.scope["extensions"] = extensions
        self._await_head()

    def on_headers_complete(self) -> None:
        """The head is complete; the body has limits of its own."""
        self._head_is_here()
        super().on_headers_complete()

    def _watch_line(self) -> None:
        """Ask the kernel to end the connection of a lid that was closed or a cable that was pulled."""
        line = self.transport.get_extra_info("socket")
        with suppress(OSError):  # a Unix socket has no such options, and needs none
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in SILENCE.items():
                if hasattr(socket, name):
                    line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def _await_head(self) -> None:
        self._head_is_here()
        self._head_size = 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _head_is_here(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

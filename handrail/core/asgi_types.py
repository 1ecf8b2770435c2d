"""Names for the three arguments of an ASGI application (ASGI specification 3.0)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

ABORT = "handrail.abort"
WATCH_LINE = "handrail.watch_line"


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that (lower case) name, or b""."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


def abort(scope: Scope) -> None:
    """Drop the connection at once, unsent bytes included; nothing happens on a server that cannot."""
    drop = scope.get("extensions", {}).get(ABORT)
    if drop is not None:
        drop()


def watch_line(scope: Scope) -> None:
    """Notice soon when the other machine is gone without a word; nothing happens on a server that cannot."""
    watch = scope.get("extensions", {}).get(WATCH_LINE)
    if watch is not None:
        watch()

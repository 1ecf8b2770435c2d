"""How a stream's request is answered when there is no stream, and when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from handrail.core.asgi_types import Headers, Scope, Send, abort


async def finish(scope: Scope, send: Send) -> None:
    """End the response properly, so that the browser comes back; hang up on one who does not read."""
    try:
        async with asyncio.timeout(2):
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        abort(scope)


async def refuse(status: int, send: Send, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
    """Answer with a status and no body; later, if that may help. `more` are headers."""
    headers: Headers = [(b"content-length", b"0"), (b"cache-control", b"no-store"), *more]
    if status in (429, 503):
        headers.append((b"retry-after", b"3"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

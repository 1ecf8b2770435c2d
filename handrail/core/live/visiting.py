"""Raw ASGI for a visitor's stream: a key, a place, a language; then events until one side has had enough."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from handrail.core.asgi_types import Headers, Receive, Scope, Send, abort, watch_line
from handrail.core.live.streams import BEAT
from handrail.core.live.visitors import Line, Visitors

_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_MOST_DIGITS = 18  # of a bigint


async def serve_visitor(visitors: Visitors, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request: a stream, or 400, 401, 403, 429, 503 without a body."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    place, language = query.get("after", ["0"])[0], query.get("lang", [""])[0][:10]
    if not (place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS):
        await _refuse(400, send)
        return
    opened = await visitors.open(scope)
    if isinstance(opened, int):
        await _refuse(opened, send)
        return
    watch_line(scope)
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *opened.headers]})
    line = Line(opened, int(place), language, send)
    retry = round(visitors.limits.retry * 1000)
    line.write(f"retry: {retry}\n".encode() + BEAT, visitors.limits)
    visitors.join(line)
    watching = asyncio.create_task(_until_gone(receive, line))
    try:
        await line.over
    finally:
        visitors.leave(line)
        watching.cancel()
    await _finish(scope, send)


async def _until_gone(receive: Receive, line: Line) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    line.end()


async def _finish(scope: Scope, send: Send) -> None:
    """End the answer properly; hang up on one who does not read."""
    try:
        async with asyncio.timeout(2):
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        abort(scope)


async def _refuse(status: int, send: Send) -> None:
    """Any page may read the status: the widget must know that its key opens nothing, or to come later."""
    headers = [
        (b"content-length", b"0"),
        (b"cache-control", b"no-store"),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", b"retry-after"),
    ]
    if status in (429, 503):
        headers.append((b"retry-after", b"3"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

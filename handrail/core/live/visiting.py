"""Raw ASGI for a visitor's stream: a key, a place, a language; then events until one side has had enough."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from handrail.core.asgi_types import Headers, Receive, Scope, Send, watch_line
from handrail.core.live.answering import finish, refuse
from handrail.core.live.lines import Line
from handrail.core.live.streams import BEAT
from handrail.core.live.visitors import Visitors

_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
# Any page may read the status: the widget must know that its key opens nothing, or to come later.
_FOR_ANY_PAGE: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
]
_MOST_DIGITS = 18  # of a bigint


async def serve_visitor(visitors: Visitors, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request: a stream, or 400, 401, 403, 429, 503 without a body."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    place, language = query.get("after", ["0"])[0], query.get("lang", [""])[0][:10]
    if not (place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS):
        await refuse(400, send, _FOR_ANY_PAGE)
        return
    opened = await visitors.open(scope)
    if isinstance(opened, int):
        await refuse(opened, send, _FOR_ANY_PAGE)
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
    await finish(scope, send)


async def _until_gone(receive: Receive, line: Line) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    line.end()

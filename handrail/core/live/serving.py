"""Raw ASGI for `/live/…`: who asks, what for, and then events until one side has had enough."""

from __future__ import annotations

import asyncio
import logging

from handrail.core.asgi_types import Receive, Scope, Send, watch_line
from handrail.core.database_thread import is_database_away
from handrail.core.live.answering import finish, refuse
from handrail.core.live.events import Meeting, Subscription
from handrail.core.live.hub import Hub
from handrail.core.live.streams import Reopen, Stream, Write
from handrail.core.live.wishes import RefusedError, Wish, read_wish

log = logging.getLogger(__name__)

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def serve(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request under `/live/`: a stream, or 400, 401, 403, 404, 405, 429, 503."""
    try:
        wish = read_wish(hub.sources, scope)
        agent_id, subscription = await _open(hub, wish)
    except RefusedError as refused:
        await refuse(refused.status, send)
        return
    stream = Stream(hub.limits, hub.thread, hub.presence.registry, agent_id, subscription, wish.after)
    watch_line(scope)
    # First join, then read the backlog: an entry can come twice, never not at all.
    hub.join(stream)
    try:
        await _flow(hub, stream, wish, scope, receive, send)
    finally:
        hub.leave(stream)


async def _open(hub: Hub, wish: Wish) -> tuple[int, Subscription]:
    if hub.closed or hub.full:
        raise RefusedError(503)
    hub.opening += 1
    try:
        agent_id, subscription = await hub.thread.run(wish.open)
    except Exception as error:
        if is_database_away(error):
            raise RefusedError(503) from None
        raise
    finally:
        hub.opening -= 1
    if hub.count(agent_id) >= hub.limits.per_agent:
        raise RefusedError(429)
    return agent_id, subscription


async def _flow(hub: Hub, stream: Stream, wish: Wish, scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    tasks = [
        asyncio.create_task(stream.run(_writer(hub, send), _reopener(hub, stream, wish))),
        asyncio.create_task(_until_gone(receive)),
        asyncio.create_task(stream.over.wait()),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    _report(results[0])
    await finish(scope, send)


def _writer(hub: Hub, send: Send) -> Write:
    async def write(lines: bytes) -> None:
        async with asyncio.timeout(hub.limits.send):
            await send({"type": "http.response.body", "body": lines, "more_body": True})

    return write


def _reopener(hub: Hub, stream: Stream, wish: Wish) -> Reopen:
    async def reopen() -> Subscription | None:
        try:
            agent_id, subscription = await hub.thread.run(wish.open)
        except RefusedError:
            return None
        if agent_id != stream.agent_id:
            return None
        if isinstance(subscription, Meeting) and subscription.seat != stream.seat:
            hub.presence.moved()
        return subscription

    return reopen


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _report(result: object) -> None:
    expected = (asyncio.CancelledError, TimeoutError)
    if (
        isinstance(result, BaseException)
        and not isinstance(result, expected)
        and not is_database_away(result)
    ):
        log.error("Live updates: a stream failed", exc_info=result)

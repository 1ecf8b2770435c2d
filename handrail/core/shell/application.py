"""The ASGI application: streams and health in the event loop, everything else in the page thread."""

from __future__ import annotations

import asyncio
from io import BytesIO

from handrail.core.asgi_types import Headers, Message, Receive, Scope, Send
from handrail.core.live import Hub, serve, serve_visitor
from handrail.core.shell.bodies import Bodies, ClientGoneError, announced_size
from handrail.core.shell.health import Health
from handrail.core.shell.limits import Limits
from handrail.core.shell.notices import Refusal, notice
from handrail.core.shell.pages import Pages
from handrail.core.shell.pictures import PATH as PICTURES
from handrail.core.shell.pictures import Pictures
from handrail.core.shell.responses import Response, WsgiApplication, send_whole


class Shell:
    """Callable as ASGI 3.0 (http, lifespan); makes loops, threads and connections only when asked."""

    def __init__(self, application: WsgiApplication, hub: Hub, limits: Limits) -> None:
        self._hub = hub
        self._limits = limits
        self._bodies = Bodies(limits)
        self._health = Health(limits.health_timeout)
        self._pages = Pages(application, limits)
        self._pictures = Pictures()
        self._leaving = False

    def leave(self) -> bool:
        """Answer on, but ask everybody to come elsewhere; False when that was said before."""
        first, self._leaving = not self._leaving, True
        return first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through one lifespan."""
        send = _closing(send) if self._leaving else send
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/healthz":
            await self._answer_health(scope, send)
        elif scope["path"].startswith("/live/"):
            await serve(self._hub, scope, receive, send)
        elif self._hub.visitors.serves(scope):
            await serve_visitor(self._hub.visitors, scope, receive, send)
        elif scope["path"].startswith(PICTURES):
            await send_whole(await self._pictures.answer(scope["path"]), scope, send, self._limits)
        else:
            await self._answer_page(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._hub.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._hub.stop()
        self._pages.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer_health(self, scope: Scope, send: Send) -> None:
        well = await self._health.is_well()
        text = b"ok\n" if well else b"the database does not answer\n"
        if self._leaving:
            well, text = False, b"leaving\n"
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await self._send(200 if well else 503, headers, text, scope, send)

    async def _answer_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\x00" in scope["path"]:  # PostgreSQL takes none: no page has to think of it
            scope = {**scope, "path": scope["path"].replace("\x00", "\ufffd")}
        if scope["path"].startswith(self._limits.without_cookies):
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != b"cookie"]}
        try:
            if no := await self._unwanted(scope):
                await send_whole(no, scope, _closing(send), self._limits)
                return
            body, size = await self._bodies.read(scope, receive)
            with body:
                response = await self._pages.answer(scope, body, size)
        except ClientGoneError:
            return
        except asyncio.CancelledError:  # the server ends and has waited long enough; it would answer 500
            await self._refuse(Refusal("stopping"), scope, send)
        except Refusal as refusal:
            await self._refuse(refusal, scope, send)
        else:
            await send_whole(response, scope, send, self._limits)

    async def _refuse(self, refusal: Refusal, scope: Scope, send: Send) -> None:
        status, headers, page = notice(refusal, scope, self._limits.retry_after)
        # What is left of the body must not be read as the next request.
        await self._send(status, [*headers, (b"connection", b"close")], page, scope, send)

    async def _unwanted(self, scope: Scope) -> Response | None:
        """What the page says instead of taking a large body; None when it may come."""
        if not self._limits.asks(scope["path"], announced_size(scope)):
            return None
        response = await self._pages.answer({**scope, "method": "HEAD"}, BytesIO(), 0)
        if response.status == 200:
            response.body.close()
            return None
        return response

    async def _send(self, status: int, headers: Headers, body: bytes, scope: Scope, send: Send) -> None:
        await send_whole(Response(status, headers, BytesIO(body), len(body)), scope, send, self._limits)


def _closing(send: Send) -> Send:
    """Close the connection after this answer: its next request goes to another process."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return answer

"""One web process: uvicorn on the shared socket."""

from __future__ import annotations

import asyncio
import socket
from importlib import import_module
from types import FrameType

import uvicorn
from django.urls import get_resolver

from handrail.core.live import hub
from handrail.core.shell.protocol import GuardedProtocol
from handrail.ops.heartbeats import Heart

# By name, because it stands above this room.
_MODULE, _NAME = "handrail.asgi", "application"
_GRACE = 2  # seconds that requests in flight have when we stop
_BACKLOG = 2048


class _Server(uvicorn.Server):
    """Ends the live streams when asked to stop: by themselves they never end. Its heart beats meanwhile."""

    def __init__(self, config: uvicorn.Config, heart: Heart) -> None:
        super().__init__(config)
        self._heart = heart

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called before the first request."""
        await super().startup(sockets)
        self._heart.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called to end in order. What stands after `run` is not reached: uvicorn raises the signal again."""
        await asyncio.gather(super().shutdown(sockets), asyncio.to_thread(self._heart.stop))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called as a signal handler."""
        hub.close()
        super().handle_exit(sig, frame)


def preload() -> None:
    """Import in the supervisor what every web process would: forked memory is shared."""
    import_module(_MODULE)
    get_resolver().url_patterns  # noqa: B018 - imports every view


def serve(listening: socket.socket, name: str) -> None:
    """Answer until SIGTERM, known as `name`.

    Requests are not logged: their addresses hold what people searched for.
    """
    config = uvicorn.Config(
        getattr(import_module(_MODULE), _NAME),
        loop="asyncio",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE,
    )
    _Server(config, Heart(name)).run(sockets=[listening])

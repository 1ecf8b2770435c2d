"""One web process: uvicorn on the shared socket."""

from __future__ import annotations

import asyncio
import socket
from importlib import import_module
from types import FrameType

import uvicorn
from django.template import engines
from django.urls import get_resolver

from handrail.core.live import hub
from handrail.core.shell import Shell
from handrail.core.shell.protocol import GuardedProtocol
from handrail.ops.heartbeats import Heart
from handrail.ops.up.memory import give_back

# By name, because it stands above this room.
_MODULE, _NAME = "handrail.asgi", "application"
# Seconds that requests in flight have when we stop: few where somebody waits for Ctrl-C; more where a proxy
# sends people elsewhere by then, and a busy machine may need them.
_GRACE, _GRACE_AFTER_LEAVING = 2, 20
BACKLOG = 2048  # connections that wait until a process accepts them
_ACCEPTED_AT_ONCE = 1  # or one process would take all of a burst, and the others have nothing to do
_KEPT = 75  # seconds that an idle connection stays open: longer than proxies keep theirs


class _Server(uvicorn.Server):
    """Leaves in two steps: first it says so while it still answers, then it ends. Its heart beats on."""

    def __init__(self, config: uvicorn.Config, heart: Heart, leave_seconds: float) -> None:
        super().__init__(config)
        self._heart = heart
        self._leave_seconds = leave_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called before the first request."""
        await super().startup(sockets)
        for listening in sockets or []:
            listening.listen(BACKLOG)  # what asyncio has set is how many it accepts at once
        self._heart.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called to end in order. What stands after `run` is not reached: uvicorn raises the signal again."""
        await asyncio.gather(super().shutdown(sockets), asyncio.to_thread(self._heart.stop))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called as a signal handler. Live streams must be ended: by themselves they never do."""
        if application().leave() and self._leave_seconds:
            asyncio.get_running_loop().call_later(self._leave_seconds, self._end, sig, frame)
        else:
            self._end(sig, frame)

    def _end(self, sig: int, frame: FrameType | None) -> None:
        hub.close()
        super().handle_exit(sig, frame)


def application() -> Shell:
    """What is served."""
    shell = getattr(import_module(_MODULE), _NAME)
    assert isinstance(shell, Shell)  # noqa: S101 - asgi.py says so
    return shell


def grace(leave_seconds: float) -> int:
    """Seconds that requests in flight have when we stop; what is under way then is told to come again."""
    return _GRACE_AFTER_LEAVING if leave_seconds else _GRACE


def preload() -> None:
    """Import in the supervisor what every web process would: forked memory is shared."""
    import_module(_MODULE)
    get_resolver().url_patterns  # noqa: B018 - imports every view
    engines.all()  # what draws pages


def serve(listening: socket.socket, name: str, leave_seconds: float = 0) -> None:
    """Answer as `name` until SIGTERM, and `leave_seconds` longer, in which /healthz sends a proxy elsewhere.

    Requests are not logged: their addresses hold what people searched for.
    """
    give_back()
    config = uvicorn.Config(
        application(),
        loop="asyncio",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=_ACCEPTED_AT_ONCE,
        timeout_keep_alive=_KEPT,
        timeout_graceful_shutdown=grace(leave_seconds),
    )
    _Server(config, Heart(name), leave_seconds).run(sockets=[listening])

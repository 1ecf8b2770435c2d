"""Serve the floor with Handrail's own shell: `python -m bench.floor PORT`, two processes as `up` has."""

from __future__ import annotations

import os
import signal
import socket
import sys

import uvicorn
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from handrail.ops.children import die_with_parent


def serve(pages: WSGIHandler, listening: socket.socket) -> None:
    """Answer until SIGTERM."""
    from handrail.core.live import Hub  # models, which need Django to be set up
    from handrail.core.shell import Limits, Shell

    shell = Shell(pages, Hub(), Limits())
    config = uvicorn.Config(
        shell,
        loop="asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_keep_alive=75,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _ask_as_django_does() -> None:
    """The sessions name Handrail's backend, whose quicker look for the agent is no part of a floor."""
    from django.contrib.auth.backends import ModelBackend

    from handrail.accounts.backend import AgentBackend

    AgentBackend.get_user = ModelBackend.get_user  # type: ignore[method-assign]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    pages = get_wsgi_application()
    _ask_as_django_does()
    # With its protocol named, as asyncio sets TCP_NODELAY only then: without it an answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", int(sys.argv[1])))
    listening.listen(2048)
    parent = os.getpid()
    if os.fork() == 0:
        die_with_parent(parent, signal.SIGKILL)
    serve(pages, listening)


if __name__ == "__main__":
    main()

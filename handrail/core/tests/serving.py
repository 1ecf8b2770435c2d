"""A real server on a free port, and clients that are as slow or as patient as a test wants."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from handrail.core.live import Hub
from handrail.core.shell import Limits, Shell
from handrail.core.shell.protocol import GuardedProtocol
from handrail.core.shell.responses import WsgiApplication


@dataclass
class Served:
    port: int
    hub: Hub
    end: Callable[[], None]  # as SIGTERM does

    def request(
        self, path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response, response.read()

    def raw(self, sent: bytes) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        client.sendall(sent)
        return client

    def follow(self, path: str, session: str = "", headers: dict[str, str] | None = None) -> Follower:
        return Follower(self.port, path, {"Cookie": f"handrail_session={session}"} | (headers or {}))


@contextmanager
def served(
    application: WsgiApplication, hub: Hub | None = None, limits: Limits | None = None, grace: int = 5
) -> Iterator[Served]:
    hub = hub or Hub()
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Shell(application, hub, limits or Limits()),
        http=GuardedProtocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=grace,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()

    def end() -> None:
        hub.close()
        server.should_exit = True

    try:
        until(lambda: server.started)
        yield Served(listener.getsockname()[1], hub, end)
    finally:
        end()
        thread.join(20)


@dataclass
class Told:
    """One Server-Sent Event as a browser understands it."""

    name: str = "message"
    id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class Follower:
    """Reads a stream, beats aside, and who is here unless that is what one follows it for."""

    here = False

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def next(self, *, beats: bool = False) -> Told | None:
        """The next event; None when the server ended the stream. Gives up after ten seconds of beats."""
        told, end = Told(), time.monotonic() + 10
        while line := self.response.readline():
            assert time.monotonic() < end, "nothing but beats"
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                told.name = value
            elif name == "id":
                told.id = int(value)
            elif name == "data":
                told.data = json.loads(value)
            elif not name and self._wanted(told, beats):
                return told
            elif not name:
                told = Told()
        return None

    def _wanted(self, told: Told, beats: bool) -> bool:
        return beats if told.name == "beat" else self.here == (told.name == "here")

    def quiet(self) -> bool:
        """Whether nothing comes between here and the next beat but one."""
        told = [self.next(beats=True), self.next(beats=True)]
        return all(event is not None and event.name == "beat" for event in told)

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)

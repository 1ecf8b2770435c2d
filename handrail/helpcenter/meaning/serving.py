"""The process that knows meanings: it answers on its socket while somebody asks, and asks nobody anything.

A question and an answer are a length of four bytes and JSON: texts one way, and whether a job asks; vectors
the other. Jobs ask, too, what vectors teach, as this is where arithmetic is at home.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from handrail.core.own_folder import make_own
from handrail.helpcenter.meaning.asking import receive, send
from handrail.helpcenter.meaning.classifying import classifier_of
from handrail.helpcenter.meaning.encoding import encode
from handrail.helpcenter.meaning.place import MOST_TEXTS, socket_path
from handrail.helpcenter.meaning.together import Together

log = logging.getLogger(__name__)
_PATIENCE = 30.0  # seconds that a caller may take to ask
_AWAKE = 300.0  # seconds after a question, or a page on which one asks, until the model may leave the memory
_AFTER_A_JOB = 20.0  # seconds after a job's portion of articles
_QUEUED = 64  # connections that wait for the model, as they do while it is loaded
_together = Together(encode)


@contextmanager
def listening() -> Iterator[socket.socket]:
    """The socket on which we are asked; where another process of this machine has it, after its end."""
    path = socket_path()
    make_own(path.parent)
    with path.with_name("lock").open("w") as lock, socket.socket(socket.AF_UNIX) as ours:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path.unlink(missing_ok=True)
        ours.bind(str(path))
        ours.listen(_QUEUED)
        yield ours


def serve(ours: socket.socket, *, awake: float = _AWAKE) -> None:
    """Answer until nobody has asked for `awake` seconds; a job keeps the model for a shorter time."""
    encode(["ready"])  # loads the model
    log.info("meanings are known")
    with _Server(ours, awake) as server:
        while server.is_needed():
            server.handle_request()
    log.info("nobody asks what anything means: its model leaves the memory")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False  # who keeps a connection open and asks nothing keeps nobody awake

    def __init__(self, ours: socket.socket, awake: float) -> None:
        super().__init__("", _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = ours
        self.timeout = 1.0  # seconds that `handle_request` waits for one
        self._awake, self._awake_until = awake, 0.0
        self._lock, self._answering = threading.Lock(), 0
        self.stay(is_job=True)

    def is_needed(self) -> bool:
        """Whether somebody waits for an answer, or asked not long ago."""
        return bool(self._answering) or time.monotonic() < self._awake_until

    def stay(self, *, is_job: bool) -> None:
        """Somebody asked, or is about to."""
        seconds = min(_AFTER_A_JOB, self._awake) if is_job else self._awake
        self._awake_until = max(self._awake_until, time.monotonic() + seconds)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Until this ends the process stays, however long it takes."""
        with self._lock:
            self._answering += 1
        try:
            yield
        finally:
            with self._lock:
                self._answering -= 1


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """One connection: questions until the caller closes it; who asks nothing is about to."""
        assert isinstance(self.server, _Server)  # noqa: S101
        self.request.settimeout(_PATIENCE)
        is_job = False
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            while (question := receive(self.request)) is not None:
                told = json.loads(question)
                is_job = bool(told["is_job"])
                with self.server.answering():
                    send(self.request, json.dumps(_answer(told)).encode())
                    self.server.stay(is_job=is_job)
        self.server.stay(is_job=is_job)


def _answer(told: dict[str, Any]) -> Any:
    if "own" in told:
        return classifier_of(told["own"], told["others"])
    return _together.meanings([str(one) for one in told["texts"]][:MOST_TEXTS])

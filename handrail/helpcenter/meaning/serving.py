"""The process that knows meanings: it answers on its socket until SIGTERM, and asks nobody anything.

A question and an answer are a length of four bytes and JSON: texts one way, vectors the other.
"""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import socketserver
import time
from pathlib import Path

from handrail.helpcenter.meaning.asking import receive, send
from handrail.helpcenter.meaning.encoding import encode
from handrail.helpcenter.meaning.place import MOST_TEXTS, refuse_strangers, socket_path
from handrail.helpcenter.meaning.together import Together

log = logging.getLogger(__name__)
_LOOK_EVERY = 2.0  # seconds, while another process of this machine serves
_PATIENCE = 30.0  # seconds that a caller may take to ask
_together = Together(encode)


def serve() -> None:
    """Answer until SIGTERM; where another process does so already, wait for its end."""
    path = socket_path()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    refuse_strangers(path.parent)
    path.parent.chmod(0o700)
    while _is_served(path):
        time.sleep(_LOOK_EVERY)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    encode(["ready"])  # loads the model
    with _Server(str(path), _Handler) as server:
        log.info("meanings are known", extra={"socket": str(path)})
        server.serve_forever()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """One connection: questions until the caller closes it."""
        self.request.settimeout(_PATIENCE)
        with contextlib.suppress(OSError, ValueError):
            while (question := receive(self.request)) is not None:
                texts = [str(one) for one in json.loads(question)][:MOST_TEXTS]
                send(self.request, json.dumps(_together.meanings(texts)).encode())


def _is_served(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True

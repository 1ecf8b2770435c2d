"""A small server that speaks as OpenAI's chats do and says what a test wants: at once, late, or nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class WritingServer:
    """Says `says`, with `status`; while `late` is set it waits until it is let go."""

    port: int
    says: str = ""
    status: int = 200
    raw: bytes | None = None
    late: bool = False
    go: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What stands before /chat/completions."""
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self) -> bytes:
        """The body of the next answer."""
        if self.raw is not None:
            return self.raw
        choice = {"message": {"role": "assistant", "content": self.says}}
        return json.dumps(
            {"choices": [choice], "usage": {"prompt_tokens": 300, "completion_tokens": 40}}
        ).encode()


@contextmanager
def running_writer() -> Iterator[WritingServer]:
    """The server, as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            server.bearers.append(self.headers.get("Authorization", ""))
            if server.late:
                server.go.wait(30)
            body = server.answer()
            self.send_response(server.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = WritingServer(listening.server_port)
    threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.go.set()
        listening.shutdown()
        listening.server_close()

"""A small server that translates as LibreTranslate and as OpenAI's chats do: into capital letters."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class TranslatingServer:
    """Translates into capital letters; `loses_marks` is how bad machines treat what they do not know."""

    port: int
    key: str = "the-key"
    loses_marks: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, text: str) -> str:
        """A text as this server translates it."""
        return re.sub(r"\[\[\d+\]\]", "", text).upper() if self.loses_marks else text.upper()

    def answer(self, path: str, asked: dict[str, Any], bearer: str) -> tuple[int, dict[str, Any]]:
        """What it answers to a question at a path."""
        self.asked.append(asked)
        if path == "/translate":
            if asked.get("api_key") != self.key:
                return 403, {"error": "Invalid API key"}
            return 200, {"translatedText": [self.say(text) for text in asked["q"]]}
        if bearer != f"Bearer {self.key}":
            return 401, {"error": {"message": "no such key"}}
        words = self.say(asked["messages"][-1]["content"])
        return 200, {"choices": [{"message": {"role": "assistant", "content": words}}]}


@contextmanager
def running_translator() -> Iterator[TranslatingServer]:
    """The server, as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = server.answer(self.path, asked, self.headers.get("Authorization", ""))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = TranslatingServer(listening.server_port)
    threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()

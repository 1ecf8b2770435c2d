"""A real HTTP server that speaks as Postmark, Mailgun and Amazon do, or refuses, breaks off, or is silent."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

KEY = "a key of the service"
AWS_KEY = "AKIALAMP"


@dataclass
class EspServer:
    """A service that is running; `answer_with`, `hang_up` and `silent` may be changed at any time."""

    port: int = 0
    answer_with: tuple[int, dict[str, Any]] | None = None
    go_elsewhere: str = ""
    hang_up: bool = False
    silent: float = 0.0
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What was taken."""
        return [told for _path, told in self.posts]


class _Handler(BaseHTTPRequestHandler):
    service: EspServer

    def do_GET(self) -> None:
        if not self._is_known():
            return self._refuse_amazon()
        return self._say(200, {"SendingEnabled": True})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = self.service
        if server.hang_up:
            self.connection.close()
            return None
        if server.silent:
            time.sleep(server.silent)
        if server.go_elsewhere:
            return self._say(307, {}, {"Location": server.go_elsewhere})
        if not self._is_known():
            return self._say(
                401, {"ErrorCode": 10, "Message": "No Account or Server API tokens", "message": "Forbidden"}
            )
        if server.answer_with:
            return self._say(*server.answer_with)
        if self.path.startswith("/v2/email/"):
            return self._amazon(body)
        return self._mailgun(body) if self.path.endswith("/messages") else self._postmark(body)

    def _is_known(self) -> bool:
        import base64

        if self.headers.get("Authorization", "").startswith(f"AWS4-HMAC-SHA256 Credential={AWS_KEY}/"):
            return True
        basic = "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()
        return (
            self.headers.get("X-Postmark-Server-Token") == KEY or self.headers.get("Authorization") == basic
        )

    def _amazon(self, body: bytes) -> None:
        self.service.posts.append((self.path, json.loads(body)))
        self._say(200, {"MessageId": f"ses-{len(self.service.posts)}-000000"})

    def _refuse_amazon(self) -> None:
        told = {"message": "The security token included in the request is invalid."}
        self._say(403, told, {"x-amzn-ErrorType": "UnrecognizedClientException"})

    def _postmark(self, body: bytes) -> None:
        told = json.loads(body)
        if "From" not in told:
            self._say(422, {"ErrorCode": 300, "Message": "Zero recipients specified"})
            return
        self.service.posts.append((self.path, told))
        number = len(self.service.posts)
        self._say(
            200,
            {
                "To": told.get("To", ""),
                "SubmittedAt": "2026-01-05T09:00:00Z",
                "MessageID": f"pm-{number}",
                "ErrorCode": 0,
                "Message": "OK",
            },
        )

    def _mailgun(self, body: bytes) -> None:
        told = self._fields(body)
        if "from" not in told:
            self._say(400, {"message": "from parameter is missing"})
            return
        self.service.posts.append((self.path, told))
        given = told.get("h:Message-Id", "<made@mailgun.example>")
        self._say(200, {"id": given, "message": "Queued. Thank you."})

    def _fields(self, body: bytes) -> dict[str, Any]:
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/"):
            from urllib.parse import parse_qs

            return {name: values[0] for name, values in parse_qs(body.decode()).items()}
        mail = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
        assert isinstance(mail, EmailMessage)
        told: dict[str, Any] = {}
        for part in mail.iter_parts():
            name = re.search(r' name="([^"]+)"', str(part["Content-Disposition"]))
            assert name
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if part.get_filename():
                told.setdefault(name[1], []).append((part.get_filename(), content))
            else:
                told[name[1]] = content.decode()
        return told

    def _say(self, status: int, told: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running_esp() -> Iterator[EspServer]:
    """Start the service in a thread on a free port."""
    service = EspServer()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    service.port = int(server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def esp_server() -> Iterator[EspServer]:
    """A service that takes everything, unless told otherwise."""
    with running_esp() as service:
        yield service

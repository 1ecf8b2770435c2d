"""A small OAuth 2 server, and mail servers that take its tokens by XOAUTH2."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.servers import ImapServer, SmtpServer, _Handler, free_port, running_imap


@dataclass
class OAuthServer:
    """Issues codes and tokens; all may be changed at any time. Codes and refresh tokens are good once."""

    port: int
    client_id: str = "our-client"
    client_secret: str = "our-secret"
    lasts: int = 3600
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    access: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    answer_with: str = ""  # another error, such as invalid_client
    says_instead: bytes = b""  # what no server of good will answers

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def authorize_url(self) -> str:
        return f"http://{self.place}/authorize"

    @property
    def token_url(self) -> str:
        return f"http://{self.place}/token"

    def revoke(self) -> None:
        """Take everything back."""
        self.refresh.clear()
        self.access.clear()

    def authorize(self, query: dict[str, str]) -> str:
        """Somebody who says yes: the address to which they are sent back."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What the token endpoint answers."""
        self.asked.append(told)
        if self.answer_with or (told["client_id"], told["client_secret"]) != (
            self.client_id,
            self.client_secret,
        ):
            return 401, {"error": self.answer_with or "invalid_client"}
        if told["grant_type"] == "refresh_token":
            good = told["refresh_token"] in self.refresh
            self.refresh.discard(told["refresh_token"])
        else:
            good = self._is_good(told)
        return (200, self._made()) if good else (400, {"error": "invalid_grant"})

    def _is_good(self, told: dict[str, str]) -> bool:
        question = self.codes.pop(told["code"], None)
        digest = hashlib.sha256(told["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            question is not None
            and challenge == question["code_challenge"]
            and told["redirect_uri"] == question["redirect_uri"]
        )

    def _made(self) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(8), secrets.token_urlsafe(8)
        self.access.add(access)
        self.refresh.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": self.lasts,
        }


@contextmanager
def running_oauth() -> Iterator[OAuthServer]:
    """Start it on a free port."""
    told = OAuthServer(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", told.authorize(_flat(urlsplit(self.path).query)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = told.token(_flat(body))
            raw = told.says_instead or json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def token_of(raw: str) -> str:
    """The token in an XOAUTH2 answer, empty when it is odd."""
    said = base64.b64decode(raw).decode()
    return said.partition("auth=Bearer ")[2].partition("\x01")[0] if said.startswith("user=") else ""


@contextmanager
def running_oauth_imap(oauth: OAuthServer) -> Iterator[tuple[ImapServer, ImapServer]]:
    """(the server that takes tokens only, the same mailbox with a password, to put mails into)."""
    with running_imap() as inner, socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=_door, args=(client, inner, oauth), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield ImapServer("127.0.0.1", port), inner


def _door(client: socket.socket, inner: ImapServer, oauth: OAuthServer) -> None:
    """Sign in by XOAUTH2 here and by password inside; then hand every byte through."""
    with client, suppress(OSError, ValueError), client.makefile("rwb", buffering=0) as wire:
        wire.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        while line := wire.readline():
            tag, _, command = line.strip().partition(b" ")
            if command.upper() != b"AUTHENTICATE XOAUTH2":
                told = b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" if command.upper() == b"CAPABILITY" else b""
                wire.write(told + tag + (b" OK done\r\n" if told else b" NO sign in first\r\n"))
                continue
            wire.write(b"+ \r\n")
            if token_of(wire.readline().strip().decode()) in oauth.access:
                wire.write(tag + b" OK welcome\r\n")
                _through(client, inner)
                return
            wire.write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            wire.readline()
            wire.write(tag + b" NO AUTHENTICATE failed\r\n")


def _through(client: socket.socket, inner: ImapServer) -> None:
    with socket.create_connection((inner.host, inner.port)) as server:
        reader = server.makefile("rb", buffering=0)
        reader.readline()
        server.sendall(f"in LOGIN {inner.user} {inner.password}\r\n".encode())
        while not reader.readline().startswith(b"in "):
            pass
        threading.Thread(target=_pump, args=(server, client), daemon=True).start()
        _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def running_oauth_smtp(oauth: OAuthServer, deliver_to: ImapServer | None = None) -> Iterator[SmtpServer]:
    """An SMTP server that takes tokens only and puts what it takes into an IMAP mailbox."""
    server = SmtpServer(port=free_port())

    class Handler(_Handler):
        async def auth_XOAUTH2(self, smtp: Any, args: list[str]) -> AuthResult:  # noqa: N802
            if token_of(args[1]) in oauth.access:
                return AuthResult(success=True, auth_data=b"x")
            return AuthResult(success=False, handled=False)

        async def handle_DATA(self, smtp: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            answer = await super().handle_DATA(smtp, session, envelope)
            if answer.startswith("250") and deliver_to:
                deliver_to.append(envelope.content)
            return answer

    controller = Controller(
        Handler(server),
        hostname=server.host,
        port=server.port,
        auth_require_tls=False,
        auth_required=True,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()

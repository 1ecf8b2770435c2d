"""Real mail servers for tests: pymap (IMAP, in memory, IDLE) and aiosmtpd, each on a free port.

Use them as fixtures: `from tests.servers import imap_server, smtp_server  # noqa: F401` in a conftest.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class ImapServer:
    """An IMAP server that is running; no TLS."""

    host: str
    port: int
    user: str = "demouser"
    password: str = "demopass"
    security: str = "none"

    def append(self, *mails: bytes) -> None:
        """Put mails into the INBOX, as if they had just come."""
        with imaplib.IMAP4(self.host, self.port, timeout=10) as client:
            # A mail and its end are two packets: without this the second waits 40 ms for an acknowledgement.
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.login(self.user, self.password)
            for mail in mails:
                status, answer = client.append("INBOX", "", "", mail)
                assert status == "OK", answer


# pymap, without the sixth of a second of hashing at each sign-in.
_PYMAP = (
    sys.executable,
    "-c",
    "from pymap.main import main; from pysasl.hashing import BuiltinHash; "
    "BuiltinHash.__init__.__kwdefaults__['rounds'] = 1; main()",
)


@contextmanager
def running_imap() -> Iterator[ImapServer]:
    """Start pymap as a process of its own and stop it at the end."""
    server = ImapServer("127.0.0.1", free_port())
    arguments = ["--no-service", "admin", "--no-service", "managesieve", "--host", server.host, "--no-tls"]
    process = subprocess.Popen([*_PYMAP, *arguments, "--port", str(server.port), "dict"])
    try:
        wait_until_open(server.host, server.port, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class SmtpServer:
    """An SMTP server that is running; `refuse_with` and `delay` may be changed at any time."""

    host: str = "127.0.0.1"
    port: int = 0
    user: str = ""
    password: str = ""
    security: str = "none"
    refuse_with: str = ""  # such as "451 4.3.0 try later", said to RCPT
    refuse_data_with: str = ""  # said after the mail's bytes
    hang_up_after_data: bool = False
    token: str = ""  # to sign in with, instead of the password
    delay: float = 0.0  # seconds before each answer to RCPT
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, parsed, in order."""
        return [message_from_bytes(raw, policy=default) for raw in self.raw]

    def wait_for(self, count: int, seconds: float = 10.0) -> list[EmailMessage]:
        """The messages, as soon as there are `count`; fails after `seconds`."""
        until = time.monotonic() + seconds
        while len(self.raw) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.raw) >= count, f"{len(self.raw)} of {count} mails came in {seconds} s"
        return self.messages

    # What a mailbox connection calls these, so that the server itself can stand for one.
    @property
    def smtp_host(self) -> str:
        return self.host

    @property
    def smtp_port(self) -> int:
        return self.port

    @property
    def smtp_security(self) -> str:
        return self.security

    @property
    def smtp_user(self) -> str:
        return self.user

    @property
    def smtp_secret(self) -> str:
        return self.password

    @property
    def smtp_token(self) -> str:
        return self.token

    def new_smtp_token(self, refused: str) -> str:
        return ""


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_RCPT(  # noqa: N802
        self, smtp: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._server.delay:
            import asyncio

            await asyncio.sleep(self._server.delay)
        if self._server.refuse_with:
            return self._server.refuse_with
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self._server.hang_up_after_data:
            smtp.transport.abort()
            return "250 OK"
        if self._server.refuse_data_with:
            return self._server.refuse_data_with
        self._server.raw.append(envelope.content)
        self._server.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 OK"


@contextmanager
def running_smtp(
    user: str = "", password: str = "", security: str = "none", host: str = "127.0.0.1"
) -> Iterator[SmtpServer]:
    """Start an SMTP server in a thread; with a user it asks for a sign-in; security none, starttls or ssl."""
    server = SmtpServer(host=host, port=free_port(), user=user, password=password, security=security)

    def check(smtp: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        good = (data.login.decode(), data.password.decode()) == (user, password)
        return AuthResult(success=good, handled=good)

    options: dict[str, Any] = {"authenticator": check, "auth_require_tls": False, "auth_required": bool(user)}
    if security != "none":
        options["tls_context" if security == "starttls" else "ssl_context"] = own_certificate()
    controller = Controller(
        _Handler(server), hostname=server.host, port=server.port, enable_SMTPUTF8=True, **options
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def imap_server() -> Iterator[ImapServer]:
    """An empty IMAP mailbox; `append` puts mails into it."""
    with running_imap() as server:
        yield server


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """An SMTP server that takes everything, unless told to refuse or to be slow."""
    with running_smtp() as server:
        yield server


def own_certificate() -> ssl.SSLContext:
    """A server's TLS context with a certificate made on the spot."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(pem + made.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


def free_port() -> int:
    """A TCP port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(host: str, port: int, process: subprocess.Popen[bytes], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            socket.create_connection((host, port), timeout=0.5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no server answered on port {port} in {seconds} s")

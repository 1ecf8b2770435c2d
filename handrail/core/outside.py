"""Speak HTTPS with servers outside, and never with ours: the guard against server-side request forgery.

The name is resolved once, every address it has must be a public one, and the connection goes to the very
address that was judged, so a name that changes between two looks gains nothing. A redirect is judged like a
first address, or not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

TIMEOUT = 10.0  # seconds for each step
DEADLINE = 15.0  # seconds for the whole answer
MOST_BYTES = 256 * 1024
MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"  # what may stand in a target as it is (RFC 3986)
_DOCUMENTATION = (
    ipaddress.ip_network("2001:db8::/32"),  # RFC 3849: leads nowhere, harms nobody
)
_WRAPPING = (
    ipaddress.ip_network("64:ff9b::/96"),  # RFC 6052: an IPv4 address in the last 32 bits
    ipaddress.ip_network("::/96"),  # RFC 4291 §2.5.5.1, IPv4-compatible
)
Resolve = Callable[[str, int], list[str]]


class OutsideError(Exception):
    """The server cannot be asked, or did not answer as it should; the message is for people."""


class TooLong(OutsideError):
    """It is there, and says more than was asked for."""


class Answered(OutsideError):
    """It is there, and answered with another status than was hoped for."""

    def __init__(self, host: str, status: int) -> None:
        super().__init__(f"{host} answered {status}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What a server said: the HTTP status and the body, at most 256 KiB."""

    status: int
    body: bytes


def post_form(url: str, fields: Mapping[str, str], *, own: Collection[str] = ()) -> Answer:
    """POST a form and read the answer. Raises OutsideError.

    `own` names servers as host:port that the operator trusts although they are private, with http too.
    """
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return _asked(url, own, _Question("POST", headers, urlencode(fields).encode()))[0]


def fetch(url: str, *, accept: str, most_bytes: int = MOST_BYTES, own: Collection[str] = ()) -> bytes:
    """GET what lies at an address, by https or http, over at most three redirects. Raises OutsideError.

    No cookie, no referrer and no name of ours is told. `own` as in `post_form`.
    """
    question = _Question("GET", {"Accept": accept, "Accept-Encoding": "identity"}, None, most_bytes)
    for _ in range(MOST_REDIRECTS + 1):
        answer, location = _asked(url, own, question, plain=True)
        if answer.status not in _REDIRECTS:
            break
        url = urljoin(url, location)
    if answer.status != HTTPStatus.OK:
        raise Answered(urlsplit(url).hostname or "", answer.status)
    return answer.body


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    own: Collection[str] = (),
    patience: float = TIMEOUT,
    deadline: float = DEADLINE,
) -> Answer:
    """POST bytes by https and read the answer; no redirect is followed. Raises OutsideError.

    `patience` is how many seconds the server may think before it begins to answer, `deadline` how many it
    may take then.
    """
    return _asked(url, own, _Question("POST", headers, body, patience=patience, deadline=deadline))[0]


@dataclass(frozen=True)
class _Question:
    method: str
    headers: Mapping[str, str]
    body: bytes | None = None
    most_bytes: int = MOST_BYTES
    patience: float = TIMEOUT
    deadline: float = DEADLINE


def _asked(url: str, own: Collection[str], question: _Question, *, plain: bool = False) -> tuple[Answer, str]:
    """What an address answers, and where it points to; `plain` takes http as well as https."""
    parts, port, is_own = _judged_url(url, own, plain=plain)
    host = parts.hostname or ""
    address = _addresses(host, port) if is_own else public_addresses(host, port)
    try:
        return _ask(parts, port, address[0], question)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutsideError(f"{host} did not answer: {error}") from error


def public_addresses(host: str, port: int = 443, resolve: Resolve | None = None) -> list[str]:
    """The addresses of a host, all of them public. Raises OutsideError for any other host."""
    found = (resolve or _addresses)(host.strip("[]"), port)
    for address in found:
        if not is_public(address):
            raise OutsideError(f"{host} is not a server outside: {address}")
    return found


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open Internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in net for net in _WRAPPING):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if any(ip in net for net in _DOCUMENTATION):
            return True
    return ip.is_global and not ip.is_multicast


def _judged_url(url: str, own: Collection[str], *, plain: bool) -> tuple[SplitResult, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError as error:
        raise OutsideError(f"{url} is no address") from error
    is_own = f"{parts.hostname}:{port}" in own
    if (
        not parts.hostname
        or parts.username
        or parts.scheme not in (("http", "https") if is_own or plain else ("https",))
    ):
        raise OutsideError(f"{url} must begin with https:// and a server's name")
    return parts, port, is_own


def _addresses(host: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutsideError(f"no server named {host} was found") from error
    return [str(row[4][0]) for row in rows]


class _Pinned(http.client.HTTPConnection):
    """Goes to the address that was judged; certificate and Host are of the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._context = address, context

    def connect(self) -> None:
        """Connect to the pinned address."""
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _ask(parts: SplitResult, port: int, address: str, question: _Question) -> tuple[Answer, str]:
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _Pinned(parts.hostname or "", port, address, context)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(question.method, quote(target, safe=_SAFE), question.body, dict(question.headers))
        if connection.sock is not None:
            connection.sock.settimeout(question.patience)
        answer = connection.getresponse()
        return Answer(answer.status, _read(answer, question)), answer.headers.get("Location", "")
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse, question: _Question) -> bytes:
    until, read = time.monotonic() + question.deadline, b""
    while chunk := answer.read1(16 * 1024):
        read += chunk
        if len(read) > question.most_bytes:
            raise TooLong("the answer is too long")
        if time.monotonic() > until:
            raise OutsideError("the answer takes too long")
    return read

"""What a page answered, whole: collected in the page thread, sent by the event loop at the client's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from gzip import GzipFile
from http import HTTPStatus
from io import BytesIO
from secrets import randbelow, token_hex
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from handrail.core.asgi_types import Headers, Scope, Send, abort
from handrail.core.shell.limits import Limits

Environ = dict[str, Any]
WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

CHUNK = 64 * 1024
_GZIP_LEVEL = 2
_WORTH_COMPRESSING = 1024
_TEXTUAL = (b"text/", b"application/json", b"application/javascript", b"image/svg+xml")
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


@dataclass
class Response:
    """A finished answer; `body` is rewound and closed by who sends it."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: IO[bytes] = field(default_factory=BytesIO)
    size: int = 0

    def header(self, name: bytes) -> bytes:
        """The first header of that (lower case) name, or b""."""
        return next((value for key, value in self.headers if key == name), b"")


def collect(application: WsgiApplication, environ: Environ, limits: Limits) -> Response:
    """Run a WSGI application (PEP 3333) to its end; raises what it raises."""
    body = SpooledTemporaryFile(max_size=limits.in_memory)  # noqa: SIM115 - the response owns it
    response = Response(body=body)

    def start_response(
        status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[..., Any]:
        response.status = int(status.split(" ", 1)[0])
        response.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return body.write

    parts = application(environ, start_response)
    try:
        body.writelines(parts)
    except BaseException:
        body.close()
        raise
    finally:
        getattr(parts, "close", lambda: None)()
    response.size = body.tell()
    body.seek(0)
    return response


def compress(response: Response, environ: Environ, limits: Limits) -> None:
    """Gzip a text of 1 kB to `limits.in_memory`, with a file name of random length (against BREACH)."""
    if not _compressible(response, limits):
        return
    response.headers.append((b"vary", b"Accept-Encoding"))
    if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return
    packed = _gzip(response.body.read())
    response.body.close()
    response.body, response.size = BytesIO(packed), len(packed)
    response.headers = [_weakened(*item) for item in response.headers if item[0] != b"content-length"]
    response.headers += [(b"content-encoding", b"gzip"), (b"content-length", str(len(packed)).encode())]


def _gzip(text: bytes) -> bytes:
    """At a level where a page of 80 kB costs 0.4 ms instead of 1.0, for 2 kB more on the wire."""
    packed, name = BytesIO(), token_hex(1 + randbelow(50))
    with GzipFile(name, "wb", _GZIP_LEVEL, packed, mtime=0) as file:
        file.write(text)
    return packed.getvalue()


def _compressible(response: Response, limits: Limits) -> bool:
    return (
        _WORTH_COMPRESSING <= response.size <= limits.in_memory
        and response.status == HTTPStatus.OK
        and response.header(b"content-type").startswith(_TEXTUAL)
        and not response.header(b"content-encoding")
    )


def _weakened(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """An entity tag names exact bytes; after compression it is a weak one (RFC 9110, 8.8.3)."""
    return (name, b"W/" + value) if name == b"etag" and not value.startswith(b"W/") else (name, value)


async def send_whole(response: Response, scope: Scope, send: Send, limits: Limits) -> None:
    """Send at the client's pace; a client that takes nothing for `limits.send_grace` seconds is dropped."""
    if not response.header(b"content-length") and response.status not in _BODILESS:
        response.headers.append((b"content-length", str(response.size).encode()))
    try:
        await _send(
            send, limits, type="http.response.start", status=response.status, headers=response.headers
        )
        left = response.size if scope["method"] != "HEAD" else 0
        while left > CHUNK:
            left -= CHUNK
            await _send(
                send, limits, type="http.response.body", body=response.body.read(CHUNK), more_body=True
            )
        await _send(send, limits, type="http.response.body", body=response.body.read(left))
    except TimeoutError:
        abort(scope)
    finally:
        response.body.close()


async def _send(send: Send, limits: Limits, **message: Any) -> None:
    async with asyncio.timeout(limits.send_grace):
        await send(message)

"""Pictures on other machines, fetched for a reader who asked for them: never by the reader's own browser.

The sender learns that the mail was read, and the address of this server; not who read it, nor where. Only
what this installation signed for some minutes is fetched, through the guard of `outside`, and only pictures
come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from io import BytesIO

from django.core import signing

from handrail.core.asgi_types import Headers
from handrail.core.outside import OutsideError, fetch
from handrail.core.shell.responses import Response

PATH = "/pictures/"
SECONDS = 15 * 60
MOST_BYTES = 8 * 1024 * 1024
AT_ONCE, WAITING = 6, 60
_ACCEPT = "image/png, image/jpeg, image/gif, image/webp"
_SALT = "handrail.picture"
_MAGIC: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture_address(url: str) -> str:
    """Where a reader's page gets a picture on another machine, for some minutes."""
    return f"{PATH}{signing.dumps(url, salt=_SALT, compress=True)}/"


def kind_of(data: bytes) -> str | None:
    """The media type of a picture by its first bytes, whatever its server says; None for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)


class Pictures:
    """Answers `/pictures/<token>/` in the event loop; the network is waited for in threads of its own."""

    def __init__(self, own: Collection[str] = ()) -> None:
        self._own = own
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def answer(self, path: str) -> Response:
        """The picture; 404 for a token that is not ours or too old, 502 when its server gives none."""
        try:
            url = signing.loads(path.removeprefix(PATH).rstrip("/"), salt=_SALT, max_age=SECONDS)
        except signing.BadSignature:
            return _empty(404)
        if self._waiting >= WAITING:
            return _empty(503)
        self._waiting += 1
        try:
            async with self._places:
                return await asyncio.to_thread(_fetched, url, self._own)
        finally:
            self._waiting -= 1


def _fetched(url: str, own: Collection[str]) -> Response:
    try:
        data = fetch(url, accept=_ACCEPT, most_bytes=MOST_BYTES, own=own)
    except OutsideError:
        return _empty(502)
    kind = kind_of(data)
    return _empty(502) if kind is None else Response(200, _headers(kind, len(data)), BytesIO(data), len(data))


def _empty(status: int) -> Response:
    return Response(status, _headers("text/plain", 0), BytesIO(), 0)


def _headers(kind: str, size: int) -> Headers:
    return [
        (b"content-type", kind.encode()),
        (b"content-length", str(size).encode()),
        (b"content-security-policy", b"sandbox; default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"private, max-age=900" if size else b"no-store"),
    ]

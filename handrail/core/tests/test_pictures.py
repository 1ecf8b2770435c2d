"""Pictures from elsewhere come through us, or not at all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import signing

from handrail.core.outside import OutsideError, fetch
from handrail.core.shell.pictures import MOST_BYTES, Pictures, kind_of, picture_address
from handrail.core.shell.responses import Response

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Elsewhere(BaseHTTPRequestHandler):
    """A server of pictures that remembers what it was asked."""

    asked: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/p.png" if self.path == "/moved" else "http://127.0.0.1:1/x.png")
            self.end_headers()
            return
        if self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
            return
        bodies = {"/page.png": b"<html>", "/large.png": PNG + bytes(MOST_BYTES)}
        self.send_response(200)
        self.send_header("Content-Type", "text/html")  # what it says counts for nothing
        self.end_headers()
        self.wfile.write(bodies.get(self.path, PNG))

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def place() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Elsewhere.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def shown(url: str, own: tuple[str, ...] = ()) -> Response:
    async def ask() -> Response:
        return await Pictures(own).answer(picture_address(url))

    return asyncio.run(ask())


def test_a_picture_comes_and_its_server_learns_nothing_of_the_reader(place: str) -> None:
    response = shown(f"http://{place}/p.png?id=7", (place,))
    assert (response.status, response.header(b"content-type"), response.body.read()) == (
        200,
        b"image/png",
        PNG,
    )
    path, headers = Elsewhere.asked[0]
    assert path == "/p.png?id=7"
    assert not {"cookie", "referer", "user-agent", "x-forwarded-for"} & headers.keys()


def test_a_redirect_is_followed_and_judged(place: str) -> None:
    assert shown(f"http://{place}/moved", (place,)).status == 200
    assert shown(f"http://{place}/moved/inside", (place,)).status == 502
    assert shown(f"http://{place}/round", (place,)).status == 502
    assert len(Elsewhere.asked) < 10


@pytest.mark.parametrize("path", ["/page.png", "/large.png"])
def test_what_is_no_picture_or_too_large_does_not_come(place: str, path: str) -> None:
    response = shown(f"http://{place}{path}", (place,))
    assert (response.status, response.body.read()) == (502, b"")


def test_machines_of_ours_are_never_asked(place: str) -> None:
    assert shown(f"http://{place}/p.png").status == 502
    assert Elsewhere.asked == []
    with pytest.raises(OutsideError):
        fetch("file:///etc/passwd", accept="*/*")
    with pytest.raises(OutsideError):
        fetch("http://[::1]/", accept="*/*")


def test_only_what_we_signed_is_fetched(place: str) -> None:
    async def ask(path: str) -> Response:
        return await Pictures((place,)).answer(path)

    forged = signing.dumps(f"http://{place}/p.png", salt="another")
    for path in (f"/pictures/{forged}/", "/pictures//", "/pictures/x/", "/pictures/"):
        assert asyncio.run(ask(path)).status == 404
    assert Elsewhere.asked == []


def test_a_picture_is_known_by_its_first_bytes() -> None:
    assert kind_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert kind_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert kind_of(b"GIF89a") == "image/gif"
    assert kind_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
    assert kind_of(b"") is None

"""Slow, greedy and broken clients must not cost anybody else their page."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from handrail.core.shell import Limits, protocol
from handrail.core.tests.serving import Served, served, until

MB = 1024 * 1024


def page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tells what arrived; /large gives more than fits in any socket buffer."""
    data = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [b"x" * MB] * 24
    if environ["PATH_INFO"] == "/text":
        start_response("200 OK", [("Content-Type", "text/html"), ("ETag", '"1"')])
        return [b"Lamp " * 1000]
    start_response("200 OK", [("Content-Type", "text/plain")])
    told = [
        len(data),
        hashlib.sha256(data).hexdigest(),
        environ["CONTENT_LENGTH"],
        environ.get("HTTP_X_REAL_IP"),
    ]
    return [" ".join(map(str, told)).encode()]


@pytest.fixture
def web() -> Iterator[Served]:
    with served(page) as here:
        yield here


def expected(data: bytes, real_ip: str | None = None) -> bytes:
    return f"{len(data)} {hashlib.sha256(data).hexdigest()} {len(data)} {real_ip}".encode()


def read_to_the_end(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(MB), b""))


def send_without_end(client: socket.socket) -> None:
    for _ in range(200):
        client.sendall(b"x" * 8192)
        time.sleep(0.005)


def test_a_body_arrives_whole_small_spooled_and_chunked(web: Served) -> None:
    small, large = b"hello", bytes(range(256)) * 4096 * 3
    assert web.request("/", "POST", small)[1] == expected(small)
    assert web.request("/", "POST", large)[1] == expected(large)
    assert web.request("/", "POST", iter([large[:1000], large[1000:]]))[1] == expected(large)


def test_a_header_with_an_underscore_does_not_pass_for_another(web: Served) -> None:
    assert web.request("/", headers={"X_Real_IP": "1.2.3.4"})[1] == expected(b"")
    assert web.request("/", headers={"X-Real-IP": "1.2.3.4"})[1] == expected(b"", "1.2.3.4")


def test_no_page_is_asked_for_an_address_with_what_no_table_keeps() -> None:
    def told(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode("latin-1")]

    with served(told) as web:
        assert web.request("/forms/a%00b/")[1].decode() == "/forms/a\ufffdb/"


def test_slow_senders_do_not_hold_a_page(web: Served) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"
    with web.raw(head) as first, web.raw(head) as second:
        began = time.monotonic()
        assert web.request("/")[0].status == 200
        assert time.monotonic() - began < 1
        for client in (first, second):
            client.sendall(b"x" * 96)
            assert client.recv(100).startswith(b"HTTP/1.1 200")


def test_a_slow_reader_does_not_hold_a_page_and_gets_everything(web: Served) -> None:
    with web.raw(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as reader:
        time.sleep(0.3)
        began = time.monotonic()
        assert web.request("/")[0].status == 200
        assert time.monotonic() - began < 1
        received = read_to_the_end(reader)
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-length: 25165824" in head
    assert len(body) == 24 * MB


def test_a_reader_who_takes_nothing_is_dropped() -> None:
    get = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(page, limits=Limits(send_grace=0.3)) as web, web.raw(get) as reader:
        time.sleep(1)
        assert len(read_to_the_end(reader)) < 24 * MB


def test_a_body_that_takes_too_long_is_refused() -> None:
    half = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"
    with served(page, limits=Limits(body_grace=0.3, body_rate=MB)) as web, web.raw(half) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_in_words(chunked: bool) -> None:
    body = b"x" * (2 * MB)
    with served(page, limits=Limits(body_size=MB)) as web:
        response, text = web.request("/", "POST", iter([body]) if chunked else body)
        assert response.status == 413
        assert "At most 1 MB can be sent at once" in text.decode()
        assert web.request("/")[0].status == 200


def test_one_address_may_take_larger_bodies() -> None:
    body = b"x" * (2 * MB)
    with served(page, limits=Limits(body_size=MB, larger={"/hooks/": 3 * MB})) as web:
        assert web.request("/hooks/mail/", "POST", body)[0].status == 200
        assert web.request("/hooks/mail/", "POST", b"x" * (4 * MB))[0].status == 413
        assert web.request("/other/", "POST", body)[0].status == 413


def test_a_large_body_is_not_read_where_the_page_does_not_want_it() -> None:
    asked: list[tuple[str, str]] = []

    def doorman(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        known = "secret" in environ["PATH_INFO"]
        start_response("200 OK" if known else "404 Not Found", [("Content-Type", "text/plain")])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else b"%d" % len(environ["wsgi.input"].read())]

    head = "POST {} HTTP/1.1\r\nHost: a\r\n{}\r\n\r\n"
    with served(doorman, limits=Limits(larger={"/hooks/": 3 * MB})) as web:
        for size in (f"Content-Length: {2 * MB}", "Transfer-Encoding: chunked"):
            with web.raw(head.format("/hooks/guess/", size).encode()) as stranger:
                assert stranger.recv(100).startswith(b"HTTP/1.1 404")  # not a byte of it was sent
        assert web.request("/hooks/secret/", "POST", b"x" * (2 * MB))[1] == str(2 * MB).encode()
        assert web.request("/hooks/guess/", "POST", b"small")[0].status == 404
    methods = [method for method, _path in asked]
    assert methods == ["HEAD", "HEAD", "HEAD", "POST", "POST"]


def test_the_words_follow_the_browsers_language_and_direction() -> None:
    with served(page, limits=Limits(body_size=1)) as web:
        text = web.request("/", "POST", b"xx", {"Accept-Language": "xx, ar;q=0.9"})[1].decode()
        assert '<html lang="ar" dir="rtl">' in text


def slowly(*parts: bytes) -> Iterator[bytes]:
    for part in parts:
        yield part
        time.sleep(0.5)


def test_the_slowest_body_makes_room_for_the_next(web: Served) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"
    with served(page, limits=Limits(bodies_at_once=3, body_settles=0.2)) as web:
        slow = [web.raw(head + b"x" * size) for size in (3, 1, 2)]
        time.sleep(0.4)
        began = time.monotonic()
        assert web.request("/", "POST", b"quick")[1] == expected(b"quick")  # needs no place
        assert all(client.fileno() > 0 for client in slow)
        assert web.request("/", "POST", slowly(b"not ", b"quick"))[1] == expected(b"not quick")
        assert time.monotonic() - began < 3
        assert read_to_the_end(slow[1]).startswith(b"HTTP/1.1 408")  # the one that had sent least
        for client, size in ((slow[0], 3), (slow[2], 2)):
            client.sendall(b"x" * (100 - size))
            assert client.recv(100).startswith(b"HTTP/1.1 200")
            client.close()


def test_when_no_place_for_a_slow_body_comes_free_the_next_slow_one_is_told_to_wait() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"
    limits = Limits(bodies_at_once=1, wait_for_body_slot=0.2, body_at_once=0.1, body_settles=60)
    with served(page, limits=limits) as web:
        with web.raw(head):
            time.sleep(0.3)
            with web.raw(head) as next_one:
                assert read_to_the_end(next_one).startswith(b"HTTP/1.1 503")
            assert web.request("/", "POST", b"x")[0].status == 200
            assert web.request("/")[0].status == 200
        until(lambda: web.request("/", "POST", slowly(b"x", b"y"))[0].status == 200)


def test_when_too_many_pages_wait_the_next_is_told_to_come_again() -> None:
    go = threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        go.wait(10)
        return page(environ, start_response)

    get = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(slow, limits=Limits(pages_waiting=2)) as web, web.raw(get) as first, web.raw(get) as second:
        time.sleep(0.2)
        response, text = web.request("/")
        assert (response.status, response.headers["Retry-After"]) == (503, "3")
        assert "Too much at once" in text.decode()
        go.set()
        for client in (first, second):
            assert client.recv(100).startswith(b"HTTP/1.1 200")


def test_a_page_that_outlasts_the_end_is_told_to_come_again_and_is_no_error() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun.set()
        may_end.wait(20)
        return page(environ, start_response)

    head = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(slow, grace=1) as web, web.raw(head) as running:
        assert begun.wait(10)
        with web.raw(head) as waiting:
            until(lambda: web.request("/healthz")[1] != b"")  # what came before is in the queue by now
            web.end()
            for client in (running, waiting):
                answer = read_to_the_end(client)
                assert answer.startswith(b"HTTP/1.1 503 ")
                assert b"connection: close" in answer
        may_end.set()


def test_texts_are_compressed_for_who_understands_it(web: Served) -> None:
    plain, text = web.request("/text")
    packed, data = web.request("/text", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(data) == text == b"Lamp " * 1000
    assert (plain.headers["ETag"], packed.headers["ETag"]) == ('"1"', 'W/"1"')
    assert packed.headers["Content-Length"] == str(len(data))
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_head_request_has_the_length_and_no_body(web: Served) -> None:
    response, body = web.request("/text", "HEAD")
    assert (response.headers["Content-Length"], body) == ("5000", b"")


def test_a_page_that_breaks_outside_of_django_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise RuntimeError

    with served(broken) as web:
        assert web.request("/")[0].status == 500
    assert "failed outside of Django" in caplog.text


def test_a_head_without_end_is_cut(web: Served) -> None:
    with web.raw(b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: ") as client, pytest.raises(ConnectionError):
        send_without_end(client)
    assert web.request("/")[0].status == 200


def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    with served(page) as web, web.raw(b"GET / HTTP/1.1\r\nHost") as slow, web.raw(b"") as silent:
        for client in (slow, silent):
            assert client.recv(1) == b""
        body = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
        with web.raw(body) as client:  # the head was in time: the body has limits of its own
            time.sleep(0.6)
            client.sendall(b"ok")
            assert client.recv(100).startswith(b"HTTP/1.1 200")

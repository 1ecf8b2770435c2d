"""Clients that send or read one byte a second must not make the page of others slow."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.browser import Browser
from bench.report import Report
from bench.scene import Scene
from bench.timing import milliseconds, p95

CLIENTS, MOST = 20, 2.0
_ROUNDS = 200


def measure(scene: Scene, report: Report) -> None:
    """The inbox page's p95 without them and with them, in turns."""
    alone, beside = [], []
    for _ in range(2):
        alone += _times(scene.browser)
        with _slow_clients(scene.browser):
            beside += _times(scene.browser)
    times = p95(beside) / p95(alone)
    shown = f"{p95(beside):.1f} ms p95, {p95(alone):.1f} without"
    report.judge(
        f"inbox beside {CLIENTS} slow clients",
        shown,
        f"≤ {MOST:g} × its own p95; here × {times:.2f}",
        times <= MOST,
    )


def _times(browser: Browser) -> list[float]:
    for _ in range(10):
        browser.get("/inbox/all/")
    return [milliseconds(lambda: browser.get("/inbox/all/")) for _ in range(_ROUNDS)]


@contextmanager
def _slow_clients(browser: Browser) -> Iterator[None]:
    """Half of them send a form a byte a second, half read a page so."""
    over = threading.Event()
    clients = [_connected(browser, reads=bool(number % 2)) for number in range(CLIENTS)]
    threads = [
        threading.Thread(target=_go_on, args=(client, over, bool(number % 2)))
        for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()


def _connected(browser: Browser, *, reads: bool) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.connect(("127.0.0.1", browser.port))
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    what = "GET /inbox/all/" if reads else "POST /conversations/1/reply/"
    length = "" if reads else "Content-Length: 100000\r\n"
    client.sendall(f"{what} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n{length}\r\n".encode())
    return client


def _go_on(client: socket.socket, over: threading.Event, reads: bool) -> None:
    while not over.wait(1):
        try:
            if reads:
                client.recv(1)
            else:
                client.send(b"x")
        except OSError:
            return

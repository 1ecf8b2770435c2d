"""The floor: a bare Django view with session and user that draws the same fifty rows from one query."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.browser import Browser
from bench.installation import ROOT, free_port, wait_for_page
from bench.timing import milliseconds, p50


@contextmanager
def floor_server(browser: Browser) -> Iterator[Browser]:
    """The floor's own server inside the block, as the same person sees it."""
    port = free_port()
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "bench.floor.settings"}
    process = subprocess.Popen([sys.executable, "-m", "bench.floor", str(port)], cwd=ROOT, env=environment)
    try:
        wait_for_page(f"http://127.0.0.1:{port}/", process)
        yield browser.elsewhere(port)
    finally:
        process.terminate()
        process.wait(timeout=10)


def floor_now(floor: Browser, times: int = 60) -> float:
    """The floor's p50 at this moment, in milliseconds."""
    floor = floor.again()  # it closes connections that were idle for long
    for _ in range(6):
        floor.get("/")
    return p50([milliseconds(lambda: floor.get("/")) for _ in range(times)])

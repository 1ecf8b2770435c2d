"""SIGTERM ends a backup or a restore as Ctrl-C does: in order, with nothing half done left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undone_when_stopped() -> Iterator[None]:
    """Inside the block SIGTERM raises KeyboardInterrupt. Call it from the main thread."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

"""How little memory a process keeps while it has nothing to do, on a small server."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import threading
from collections.abc import Iterator

_TRIM_THRESHOLD, _ARENA_MAX = -1, -8  # mallopt(3) of the GNU C library
_FREE_AT_THE_END = 128 * 1024  # bytes; unless told, it grows with the largest piece that was ever freed

_COLLECTS_EVERY = 30.0  # seconds


def give_back() -> None:
    """From now on this process gives free memory back, and its threads share one heap.

    As it stands each thread has a heap of its own, and the end of a heap is kept for up to 64 MiB. Not where
    large arrays come and go: they would be asked for anew each time. Other C libraries have no such settings:
    then nothing changes.
    """
    with contextlib.suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 1)
        mallopt(_TRIM_THRESHOLD, _FREE_AT_THE_END)


@contextlib.contextmanager
def collecting(every: float = _COLLECTS_EVERY) -> Iterator[None]:
    """Inside the block free, each so many seconds, what nothing but itself leads to.

    By itself Python looks at what is old only when there is a quarter more of it: a worker kept 6 MiB for
    nothing. It takes some 40 ms, in which nothing else runs: not for processes that answer pages.
    """
    stop = threading.Event()
    threading.Thread(target=_collect, args=(every, stop), name="collecting", daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def _collect(every: float, stop: threading.Event) -> None:
    while not stop.wait(every):
        gc.collect()
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)  # what lies free between what is used, too

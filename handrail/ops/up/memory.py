"""How the C library keeps the memory that it was given, on a small server."""

from __future__ import annotations

import contextlib
import ctypes

_TRIM_THRESHOLD, _ARENA_MAX = -1, -8  # mallopt(3) of the GNU C library
_FREE_AT_THE_END = 128 * 1024  # bytes; unless told, it grows with the largest piece that was ever freed


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

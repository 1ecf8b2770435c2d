"""How far it is: one line that is drawn anew on a terminal, a line now and then elsewhere, or nothing."""

from __future__ import annotations

import sys
import time
from typing import Self, TextIO

_WIDTH = 24  # characters of the bar
_LINE = 100  # characters that are overwritten
_OFTEN, _SELDOM = 0.1, 5.0  # seconds between two lines, on a terminal and elsewhere


class Progress:
    """One piece of work after the other, each with its name; the line is gone at the block's end."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._draws = self._stream.isatty()
        self._every = _OFTEN if self._draws else _SELDOM
        self._next = time.monotonic() + (0 if self._draws else self._every)
        self._drawn = False

    def show(self, what: str, share: float, detail: str = "") -> None:
        """Say that `what` has come so far: `share` is between 0 and 1."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + self._every
        share = min(max(share, 0.0), 1.0)
        told = f"{what} {share:4.0%}  {detail}".rstrip()
        if self._draws:
            filled = int(_WIDTH * share)
            told = f"[{'█' * filled}{' ' * (_WIDTH - filled)}] {told}"
            self._stream.write("\r" + told[:_LINE].ljust(_LINE))
            self._drawn = True
        else:
            self._stream.write(told + "\n")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line that was drawn, so that what follows stands on its own."""
        if self._drawn:
            self._stream.write("\r" + " " * _LINE + "\r")
            self._stream.flush()
            self._drawn = False


def megabytes(size: float) -> str:
    """For people: "12.3 MB"."""
    return f"{size / 1e6:,.1f} MB"

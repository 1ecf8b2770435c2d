"""How the supervisor hears of signals: as an exception while it starts, as a value while it watches."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_WATCHED = STOP | {signal.SIGCHLD}


class StopAsked(BaseException):
    """Somebody asked us to stop. Not an Exception, so that no `except Exception` swallows it."""


def ignore_stop() -> None:
    """Once is enough: stopping must not be interrupted."""
    for one in STOP:
        signal.signal(one, signal.SIG_IGN)


def _raise_stop(number: int, _frame: FrameType | None) -> None:
    ignore_stop()
    raise StopAsked(signal.Signals(number).name)


def raise_on_stop() -> None:
    """From now on a wish to stop raises `StopAsked` wherever we are."""
    for one in STOP:
        signal.signal(one, _raise_stop)


@contextmanager
def held_back() -> Iterator[None]:
    """Inside the block signals wait for `next_signal`, so nothing is interrupted half-way."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def let_through() -> Iterator[None]:
    """Inside the block, which may take long, a wish to stop raises `StopAsked` again."""
    before = signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def next_signal(timeout: float) -> signal.Signals | None:
    """The next signal held back, or None after `timeout` seconds."""
    found = signal.sigtimedwait(_WATCHED, timeout)
    return signal.Signals(found.si_signo) if found else None


def as_new_process() -> None:
    """In a forked child: forget the supervisor's handlers and hold nothing back."""
    for one in _WATCHED:
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())

"""Processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, with_signal: signal.Signals) -> None:
    """Ask the kernel to send us `with_signal` when the process `parent` is gone (Linux, prctl(2)).

    To be called in a new child. The kernel watches the parent's *thread* that forked, so start children
    from the main thread only. A change of user clears the wish: call it after that.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(with_signal))
    if os.getppid() != parent:
        os._exit(1)


def tied_to_us(with_signal: signal.Signals) -> Callable[[], None]:
    """`die_with_parent` for this process, in the form that `subprocess.Popen(preexec_fn=…)` takes."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, with_signal)

"""The pace of long work in the background."""

from __future__ import annotations

import time


class Rests:
    """Where processors are few, pages have their turn: sleeps a `share` of what this thread has computed.

    That is processor time: on a busy machine, where the same work takes longer, it rests no longer.
    """

    def __init__(self, share: float) -> None:
        self._share, self._since = share, time.thread_time()

    def take(self) -> None:
        """Sleep for what was computed since the last rest."""
        worked = time.thread_time() - self._since
        if self._share:
            time.sleep(worked * self._share)
        self._since = time.thread_time()

"""How long one mail may be read: processor time of this thread, so that a busy machine holds no mail."""

from __future__ import annotations

import time

from handrail.channels.email.reading.letters import Unreadable


class Clock:
    """Begins to run when it is made; `check` is asked between steps that are each bounded."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise Unreadable when the time is over."""
        if time.thread_time() > self._end:
            raise Unreadable(f"Reading it takes longer than {self._seconds:g} seconds.")

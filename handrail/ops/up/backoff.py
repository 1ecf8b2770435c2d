"""When to start again what has died."""

from __future__ import annotations

from dataclasses import dataclass

FIRST, LONGEST = 0.5, 30.0  # seconds
_STEADY = 60.0  # who lived this many seconds begins anew


@dataclass
class Backoff:
    """Waiting times that double while something keeps dying. Times are seconds of one monotonic clock."""

    started: float = 0.0
    due: float = 0.0
    wait: float = FIRST

    def start(self, now: float) -> None:
        """It has been started."""
        self.started = now

    def died(self, now: float) -> float:
        """It has died: plan the next start, and return how long that is from now."""
        if now - self.started >= _STEADY:
            self.wait = FIRST
        wait, self.wait = self.wait, min(self.wait * 2, LONGEST)
        self.due = now + wait
        return wait

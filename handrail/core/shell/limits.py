"""How much one web process takes in at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds, rates in bytes per second."""

    body_size: int = 40 * 1024 * 1024
    larger: Mapping[str, int] = field(default_factory=dict)  # body_size of paths that begin so
    without_cookies: tuple[str, ...] = ()  # paths that begin so are asked by nobody in particular
    body_grace: float = 30.0
    body_rate: int = 32 * 1024
    bodies_at_once: int = 32
    body_at_once: float = 0.3
    body_settles: float = 1.0
    wait_for_body_slot: float = 5.0
    in_memory: int = 1024 * 1024
    pages_waiting: int = 100
    send_grace: float = 60.0
    health_timeout: float = 3.0
    retry_after: int = 3

    def size_for(self, path: str) -> int:
        """The largest body at an address."""
        return next((size for begin, size in self.larger.items() if path.startswith(begin)), self.body_size)

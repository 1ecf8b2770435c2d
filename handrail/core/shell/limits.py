"""How much one web process takes in at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds, rates in bytes per second."""

    body_size: int = 40 * 1024 * 1024
    larger: Mapping[str, int] = field(default_factory=dict)  # body_size of paths that begin so: see `asks`
    unasked: int = 64 * 1024
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

    def asks(self, path: str, announced: int | None) -> bool:
        """Whether the page is asked, by HEAD, if it wants a body before that is read; None: of unknown size.

        So who does not know the secret in an address that takes large bodies can send none.
        """
        is_large = announced is None or announced > self.unasked
        return is_large and any(path.startswith(begin) for begin in self.larger)

    def size_for(self, path: str) -> int:
        """The largest body at an address."""
        return next((size for begin, size in self.larger.items() if path.startswith(begin)), self.body_size)

"""How many streams, and how patient they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LiveLimits:
    """Numbers of streams and waiting events; times in seconds."""

    per_agent: int = 60
    per_process: int = 2000
    queue: int = 200
    beat: float = 20.0
    check: float = 60.0
    send: float = 60.0
    retry: float = 2.0
    probe: float = 30.0
    back_off: float = 5.0

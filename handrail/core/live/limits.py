"""How many streams, and how patient they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LiveLimits:
    """Numbers of streams, waiting events and presences; times in seconds.

    Who is here: said after `settle`, again every `announce`, taken back `linger` after the last stream
    has ended, and believed for `fade`. Who writes is believed for `writing`. `visitors` are those who are not
    signed in: so many streams of theirs in a process, and of each `per_visitor`; whoever is not `back` so
    long after the last one has ended has left.
    """

    per_agent: int = 60
    per_process: int = 2000
    visitors: int = 5000
    per_visitor: int = 6
    queue: int = 200
    beat: float = 20.0
    check: float = 60.0
    send: float = 60.0
    retry: float = 2.0
    probe: float = 30.0
    back_off: float = 5.0
    settle: float = 1.0
    announce: float = 10.0
    linger: float = 2.0
    fade: float = 30.0
    writing: float = 7.0
    back: float = 4.0
    presences: int = 10_000

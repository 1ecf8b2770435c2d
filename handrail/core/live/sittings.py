"""Which of this process's streams say that somebody is here, and when that is to be said."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

from handrail.core.live.limits import LiveLimits
from handrail.core.live.seats import Seat


class Sitter(Protocol):
    """A stream whose being open is the evidence that somebody is there."""

    @property
    def seat(self) -> Seat | None:
        """Who is where; None: this stream says nothing of the kind."""


@dataclass(slots=True)
class _Sitting:
    """One agent at one conversation, by one or more streams; `turning`: when to say what has changed."""

    turning: float
    sitters: set[Sitter] = field(default_factory=set)
    said: bool = False


class Sittings:
    """Takes streams that open and close, and the time in seconds; knows what is to be announced when."""

    def __init__(self, limits: LiveLimits) -> None:
        self._limits = limits
        self._sittings: dict[tuple[int, int], _Sitting] = {}
        self._keys: dict[Sitter, tuple[int, int]] = {}
        self._beat_at = -math.inf
        self._beaten_at = -math.inf

    def __len__(self) -> int:
        return len(self._sittings)

    def arrive(self, sitter: Sitter, now: float) -> None:
        """A stream was opened: in a moment somebody is here."""
        if sitter.seat is None:
            return
        key = self._keys[sitter] = sitter.seat.key
        sitting = self._sittings.setdefault(key, _Sitting(now + self._limits.settle))
        if sitting.said:
            sitting.turning = math.inf
        sitting.sitters.add(sitter)

    def depart(self, sitter: Sitter, now: float) -> None:
        """A stream has ended: if it was the last one, in a moment somebody is gone."""
        key = self._keys.pop(sitter, None)
        if key is None:
            return
        sitting = self._sittings[key]
        sitting.sitters.discard(sitter)
        if sitting.sitters:
            return
        if sitting.said:
            sitting.turning = now + self._limits.linger  # a page that is loaded anew comes back
        else:
            del self._sittings[key]

    def again(self, at: float) -> None:
        """Say everything again, not before `at`, and not within a second of the last time."""
        self._beat_at = max(at, self._beaten_at + 1)

    @property
    def next_due(self) -> float:
        """When there is something to say; infinity when nobody is here."""
        if not self._sittings:
            return math.inf
        return min(self._beat_at, min(sitting.turning for sitting in self._sittings.values()))

    def due(self, now: float) -> tuple[list[Seat], list[tuple[int, int]]]:
        """Who is to be announced as here, and who as gone; taken as said."""
        beat = now >= self._beat_at
        if beat:
            self._beaten_at, self._beat_at = now, now + self._limits.announce
        here: list[Seat] = []
        gone: list[tuple[int, int]] = []
        for key, sitting in list(self._sittings.items()):
            turns = now >= sitting.turning
            if not sitting.sitters:
                if turns:
                    gone.append(key)
                    del self._sittings[key]
            elif turns or (beat and sitting.said):
                sitting.said, sitting.turning = True, math.inf
                seat = next(iter(sitting.sitters)).seat
                here += [seat] if seat is not None else []
        return here, gone

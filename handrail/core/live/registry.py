"""Who is where, from what the processes said. In memory only: nothing here outlives its time."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from handrail.core.live.seats import Announcement, Page, Seat
from handrail.core.live.writers import Writers

_Key = tuple[int, int, str]  # conversation, agent, process


@dataclass(slots=True)
class _Word:
    """The last that a process said about one agent at one conversation; no seat: they have left."""

    turn: int
    until: float
    seat: Seat | None


class Registry:
    """Takes announcements and the time (seconds, of any clock that only goes forward).

    Whoever has not been announced for `fade` seconds is not here. It does not matter in which order
    announcements come, or how often. At most `most` words are kept; what comes on top is not noticed.
    Who writes (`writers`) is believed for `writing` seconds.
    """

    def __init__(self, fade: float, most: int, writing: float = 7.0) -> None:
        self.writers = Writers(writing, most)
        self._fade = fade
        self._most = most
        self._now = -math.inf
        self._words: OrderedDict[_Key, _Word] = OrderedDict()  # the next to fade comes first
        self._pages: dict[Page, dict[tuple[int, str], Seat]] = {}

    def __len__(self) -> int:
        return len(self._words)

    def hear(self, said: Announcement, now: float) -> set[Page]:
        """Take in what a process said; the pages at which something may look different now."""
        changed = self.forget(now)
        for seat in said.here:
            changed |= self._note((*seat.key, said.source), said.turn, seat)
        for key in said.gone:
            changed |= self._note((*key, said.source), said.turn, None)
        return changed | self.writers.hear(said.writes, self._now)

    def forget(self, now: float) -> set[Page]:
        """Let go of those who have not been announced for too long; the pages that they left."""
        self._now = max(self._now, now)
        changed: set[Page] = set()
        while self._words and self._next_gone <= self._now:
            key, word = self._words.popitem(last=False)
            changed |= self._move(key, word.seat, None)
        return changed | self.writers.forget(self._now)

    @property
    def next_fade(self) -> float:
        """When the next one fades unless announced again; infinity when nobody is here."""
        return min(self._next_gone, self.writers.next_fade)

    @property
    def _next_gone(self) -> float:
        return next((word.until for word in self._words.values()), math.inf)

    def people(self, page: Page) -> list[Seat]:
        """Everybody at a page, each once, by name."""
        agents = {seat.agent: seat for seat in self._pages.get(page, {}).values()}
        return sorted(agents.values(), key=lambda seat: (seat.name.casefold(), seat.agent))

    def pages(self) -> Sequence[Page]:
        """The pages that somebody looks at."""
        return list(self._pages)

    def _note(self, key: _Key, turn: int, seat: Seat | None) -> set[Page]:
        known = self._words.get(key)
        if known is None and len(self._words) >= self._most:
            return set()
        if known is not None and known.turn >= turn:
            return set()
        self._words[key] = _Word(turn, self._now + self._fade, seat)
        self._words.move_to_end(key)
        return self._move(key, known.seat if known else None, seat)

    def _move(self, key: _Key, before: Seat | None, after: Seat | None) -> set[Page]:
        if before == after:
            return set()
        person = key[1:]
        if before is not None:
            there = self._pages[before.page]
            del there[person]
            if not there:
                del self._pages[before.page]
        if after is not None:
            self._pages.setdefault(after.page, {})[person] = after
        return {seat.page for seat in (before, after) if seat is not None}

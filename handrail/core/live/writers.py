"""Who is writing at which page, from what their browsers said. In memory only, for some seconds."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from handrail.core.live.seats import VISITOR, Page, Writer


@dataclass(slots=True)
class _Word:
    until: float
    page: Page
    what: str


class Writers:
    """Takes what was said and the time (seconds, of any clock that only goes forward).

    Who has not been said to write for `fade` seconds does not write any more. At most `most` words are kept;
    what comes on top is not noticed.
    """

    def __init__(self, fade: float, most: int) -> None:
        self._fade = fade
        self._most = most
        self._words: OrderedDict[tuple[int, int], _Word] = OrderedDict()  # the next to fade comes first

    def hear(self, said: Iterable[Writer], now: float) -> set[Page]:
        """Take in who writes what, or (nothing) has stopped; the pages that look different now."""
        changed = self.forget(now)
        for writer in said:
            changed |= self._note(writer, now)
        return changed

    def forget(self, now: float) -> set[Page]:
        """Let go of those who have said nothing for too long; the pages at which they wrote."""
        changed: set[Page] = set()
        while self._words and self.next_fade <= now:
            changed.add(self._words.popitem(last=False)[1].page)
        return changed

    @property
    def next_fade(self) -> float:
        """When the next one fades unless said again; infinity when nobody writes."""
        return next((word.until for word in self._words.values()), math.inf)

    def what(self, page: Page, agent: int) -> str:
        """What an agent writes there now; empty for nothing."""
        word = self._words.get((page.conversation, agent))
        return word.what if word and word.page == page else ""

    def _note(self, writer: Writer, now: float) -> set[Page]:
        key = (writer.page.conversation, writer.agent)
        known = self._words.pop(key, None)
        before = {known.page} if known else set()
        if not writer.what or len(self._words) >= self._most:
            return before
        self._words[key] = _Word(now + self._fade, writer.page, writer.what)
        is_same = known is not None and (known.page, known.what) == (writer.page, writer.what)
        return set() if is_same else before | {writer.page}


class Pace:
    """Lets an agent, or a visitor in their chat, say `most` words in a stretch of `seconds`.

    `now` are seconds of any clock that only goes forward. At most `writers` are counted; of more, those that
    were first seen longest ago begin anew.
    """

    def __init__(self, most: int, seconds: float, writers: int) -> None:
        self._most = most
        self._seconds = seconds
        self._writers = writers
        self._said: OrderedDict[tuple[int, int], tuple[float, int]] = OrderedDict()

    def allows(self, writer: Writer, now: float) -> bool:
        """Count one more word, and say whether it is to be passed on."""
        key = (writer.agent, writer.page.conversation if writer.agent == VISITOR else 0)
        until, count = self._said.get(key, (0.0, 0))
        if until <= now:
            self._said.pop(key, None)
            until, count = now + self._seconds, 0
        self._said[key] = until, count + 1
        if len(self._said) > self._writers:
            self._said.popitem(last=False)
        return count < self._most

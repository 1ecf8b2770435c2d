"""Who looks at which conversation, and the notifications in which the processes tell each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

HERE = "handrail_here"  # a channel of its own: a process of another version never trips over it
VISITORS = "handrail_visitors"  # the same: word to the streams of visitors
VISITOR = 0  # who writes at a page without being an agent
_PART = 7_500  # bytes of seats in one notification; PostgreSQL takes less than 8,000 in all


class Page(NamedTuple):
    """A conversation as something to look at: its key, its number, the mailbox that decides who may."""

    conversation: int
    number: int
    mailbox: int


class Seat(NamedTuple):
    """An agent at a page."""

    page: Page
    agent: int
    name: str

    @property
    def key(self) -> tuple[int, int]:
        """Conversation and agent: whoever moves or is renamed keeps it."""
        return self.page.conversation, self.agent


class Writer(NamedTuple):
    """An agent who writes `what` at a page, such as a note; nothing: who has stopped."""

    page: Page
    agent: int
    what: str


@dataclass(frozen=True)
class Announcement:
    """What one process said: who is here, who is gone, who writes, or that it asks everybody to say so.

    `source` names the process, `turn` counts what it says: of two words about one seat the later counts.
    """

    source: str
    turn: int
    here: Sequence[Seat] = ()
    gone: Sequence[tuple[int, int]] = ()
    asks: bool = False
    writes: Sequence[Writer] = ()

    def encode(self) -> str:
        """As the text of a notification."""
        here = [[*seat.page, seat.agent, seat.name] for seat in self.here]
        facts = {"from": self.source, "turn": self.turn, "here": here, "gone": self.gone, "asks": self.asks}
        if self.writes:
            facts["writes"] = [[*one.page, one.agent, one.what] for one in self.writes]
        return _compact(facts)


def decode(text: str) -> Announcement:
    """Read a notification; raises ValueError for anything that is none of ours."""
    try:
        words: dict[str, Any] = json.loads(text)
        here = [Seat(Page(*map(int, seat[:3])), int(seat[3]), str(seat[4])) for seat in words["here"]]
        gone = [(int(conversation), int(agent)) for conversation, agent in words["gone"]]
        writes = [
            Writer(Page(*map(int, one[:3])), int(one[3]), str(one[4])) for one in words.get("writes", ())
        ]
        return Announcement(str(words["from"]), int(words["turn"]), here, gone, bool(words["asks"]), writes)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise ValueError("not an announcement") from error


def announce(
    source: str, turns: Iterator[int], here: Iterable[Seat], gone: Iterable[tuple[int, int]]
) -> list[str]:
    """The texts of as few notifications as hold all of it."""
    said = [*((seat, None) for seat in here), *((None, key) for key in gone)]
    parts: list[str] = []
    while said:
        count = _fitting(said)
        some_here = [seat for seat, _ in said[:count] if seat]
        some_gone = [key for _, key in said[:count] if key]
        parts.append(Announcement(source, next(turns), some_here, some_gone).encode())
        said = said[count:]
    return parts


def _fitting(said: Sequence[object]) -> int:
    size = 0
    for count, one in enumerate(said):
        size += len(_compact(one).encode()) + 1
        if size > _PART:
            return max(count, 1)
    return len(said)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

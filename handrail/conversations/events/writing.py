"""What agents wrote besides replies and notes, and what became of it before it left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.conversations.events.base import Event, event


@event("called", public=True, agent=1, name="Ada")
@dataclass(frozen=True)
class Called(Event):
    """The customer said it by phone; the agent `name` wrote it down. Nothing is mailed."""

    agent: int
    name: str


@event("forwarded", public=False, of=[1], to=["lab@lamp.example"])
@dataclass(frozen=True)
class Forwarded(Event):
    """An agent sent the messages `of` to somebody else; the customer does not know."""

    of: list[int]
    to: list[str]

    @property
    def people(self) -> str:
        """The addresses as one text."""
        return ", ".join(self.to)


@event("withdrawn", public=False, entry=1, is_scheduled=False)
@dataclass(frozen=True)
class Withdrawn(Event):
    """What was to leave was taken back before it did: it is a draft again, its entry has no words."""

    entry: int
    is_scheduled: bool = False


@event("held", public=False, entry=1, send_after="2026-01-05T09:00:00+00:00")
@dataclass(frozen=True)
class Held(Event):
    """A reply that was to leave at `send_after` waits for a decision: the customer wrote before it."""

    entry: int
    send_after: datetime | None = None

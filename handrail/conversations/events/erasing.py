"""Words were erased."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.conversations.events.base import Event, event


@event("erased", public=False, why="person")
@dataclass(frozen=True)
class Erased(Event):
    """The conversation's words were erased: with their "person", or by a "rule" on how long they are kept."""

    why: str

"""What agents do in a live chat besides saying something."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.conversations.events.base import Event, event


@event("chat_transferred", public=True, name="Ben", is_team=False)
@dataclass(frozen=True)
class ChatTransferred(Event):
    """The chat rings at a colleague, or in a team; whoever had it keeps it until it is taken."""

    name: str
    is_team: bool = False


@event("chat_returned", public=False, name="Ada")
@dataclass(frozen=True)
class ChatReturned(Event):
    """Nobody to whom it was transferred took it: `name` has it still. It names nobody who missed it."""

    name: str


@event("outcome_set", public=False, outcome="ordered", old="")
@dataclass(frozen=True)
class OutcomeSet(Event):
    """What came of a chat before a sale: ordered, not, later; empty when that was taken back."""

    outcome: str
    old: str = ""

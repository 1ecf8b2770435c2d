"""Somebody said something."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handrail.conversations.events.base import Event, event
from handrail.conversations.invitations import Invitation, of_facts


@event("received", public=True)
@dataclass(frozen=True)
class Received(Event):
    """The customer wrote; `protection` is "signed", "encrypted" or empty, as the mail says of itself."""

    invitation: dict[str, Any] | None = None
    protection: str = ""

    @property
    def meeting(self) -> Invitation | None:
        """The meeting in the mail."""
        return of_facts(self.invitation)


@event("replied", public=True)
@dataclass(frozen=True)
class Replied(Event):
    """An agent answered the customer."""


@event("acknowledged", public=True, within_hours=False)
@dataclass(frozen=True)
class Acknowledged(Event):
    """Handrail told the customer by itself that their mail has arrived: nobody's answer."""

    within_hours: bool = True
    asked: list[str] = field(default_factory=list)  # what the message asks for besides


@event("noted", public=False)
@dataclass(frozen=True)
class Noted(Event):
    """Somebody wrote a note that only the team sees."""

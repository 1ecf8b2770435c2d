"""Calls: what was said in one, an offer of one, and the time that the customer chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import Signer

from handrail.conversations.events.base import Event, event

CALL_SALT = "handrail.call"


@event("call_noted", public=False)
@dataclass(frozen=True)
class CallNoted(Event):
    """An agent wrote down for the team what was said in a call."""


@event("call_told", public=True)
@dataclass(frozen=True)
class CallTold(Event):
    """An agent wrote down what was said in a call; the customer may read it, nothing is mailed."""


@event(
    "call_offered",
    public=True,
    offer="8d6f2f60-9a63-4f0e-9d0a-0f6a3c1c9b1e",
    by_phone=True,
    minutes=15,
    slots=["2026-03-02T10:00:00+00:00"],
)
@dataclass(frozen=True)
class CallOffered(Event):
    """An agent offered a call at one of these times (ISO 8601, UTC); the customer chooses on a page."""

    offer: str
    by_phone: bool
    minutes: int
    slots: list[str]

    @property
    def times(self) -> list[datetime]:
        """The slots as times."""
        return [datetime.fromisoformat(slot).astimezone(UTC) for slot in self.slots if slot]


@event("call_withdrawn", public=True, offer="8d6f2f60-9a63-4f0e-9d0a-0f6a3c1c9b1e")
@dataclass(frozen=True)
class CallWithdrawn(Event):
    """An agent took the offer of a call back before a time was chosen."""

    offer: str


@event(
    "call_picked",
    public=True,
    offer="8d6f2f60-9a63-4f0e-9d0a-0f6a3c1c9b1e",
    slot="2026-03-02T10:00:00+00:00",
    phone="+386 1 555 01 23",
)
@dataclass(frozen=True)
class CallPicked(Event):
    """The customer chose a time, and said at which number they are called, if it is by phone."""

    offer: str
    slot: datetime
    phone: str = ""

    @property
    def token(self) -> str:
        """What opens the page of the offer: signed, so that nobody guesses it."""
        return Signer(salt=CALL_SALT).sign(self.offer)

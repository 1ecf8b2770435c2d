"""Beside a conversation somebody outside is asked by mail. None of it is ever the customer's to see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handrail.conversations.events.base import Event, event
from handrail.conversations.invitations import Invitation, of_facts


@event("side_begun", public=False, number=15, to=["desk@carrier.example"])
@dataclass(frozen=True)
class SideBegun(Event):
    """Said in the parent: the side conversation `number` began, with a mail to these addresses."""

    number: int
    to: list[str] = field(default_factory=list)

    @property
    def people(self) -> str:
        """Those who were asked, in one line."""
        return ", ".join(self.to)


@event("side_answered", public=False, number=15)
@dataclass(frozen=True)
class SideAnswered(Event):
    """Said in the parent: a mail came into the side conversation `number`; what it says stands there."""

    number: int


@event("side_sent", public=False, of=[21])
@dataclass(frozen=True)
class SideSent(Event):
    """Said in the side: a mail of ours to the third party; `of` are the parent's entries quoted in it."""

    of: list[int] = field(default_factory=list)


@event("side_received", public=False)
@dataclass(frozen=True)
class SideReceived(Event):
    """Said in the side: a mail of the third party; invitation and `protection` as of a customer's mail."""

    invitation: dict[str, Any] | None = None
    protection: str = ""

    @property
    def meeting(self) -> Invitation | None:
        """The meeting in the mail."""
        return of_facts(self.invitation)


@event("side_closed", public=False)
@dataclass(frozen=True)
class SideClosed(Event):
    """Said in the side: an agent needs nothing more from the third party."""


@event("side_opened", public=False)
@dataclass(frozen=True)
class SideOpened(Event):
    """Said in the side: an agent opened it again."""

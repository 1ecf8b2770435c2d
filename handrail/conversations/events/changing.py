"""The state of a conversation changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.conversations.events.base import Event, event
from handrail.conversations.models import Priority
from handrail.conversations.models.conversation import status_label
from handrail.conversations.priorities import why


@event(
    "status_changed",
    public=False,
    old="Open",
    old_category="open",
    new="Closed",
    new_category="closed",
)
@dataclass(frozen=True)
class StatusChanged(Event):
    """The status changed, by a person or because the customer wrote again."""

    old: str
    old_category: str
    new: str
    new_category: str

    @property
    def new_label(self) -> str:
        """The new status as people read it."""
        return status_label(self.new)


@event("assigned", public=False, assignee=1, name="Ada", team=2, team_name="Night shift")
@dataclass(frozen=True)
class Assigned(Event):
    """The conversation got another assignee or team, or none. Who had it before stands in `old_…`."""

    assignee: int | None
    name: str = ""
    old_name: str = ""
    team: int | None = None
    team_name: str = ""
    old_team_name: str = ""


@event("priority_changed", public=False, old=20, new=30, reason="The shop is closed", impact=2, urgency=2)
@dataclass(frozen=True)
class PriorityChanged(Event):
    """The priority changed, or why it is so: directly, or by `impact` and `urgency` (0: not asked)."""

    old: int
    new: int
    reason: str = ""
    impact: int = 0
    urgency: int = 0

    @property
    def why(self) -> str:
        """Impact, urgency and reason in the reader's words; empty when nobody said any."""
        return why(self.impact, self.urgency, self.reason)

    @property
    def new_label(self) -> str:
        """The new priority in the reader's words."""
        return str(Priority(self.new).label)


@event("tagged", public=False, tag="refund")
@dataclass(frozen=True)
class Tagged(Event):
    """A tag was put on."""

    tag: str


@event("untagged", public=False, tag="refund")
@dataclass(frozen=True)
class Untagged(Event):
    """A tag was taken off."""

    tag: str


@event("snoozed", public=False, until="2026-01-05T09:00:00+00:00")
@dataclass(frozen=True)
class Snoozed(Event):
    """The conversation sleeps until a time."""

    until: datetime


@event("woke", public=False, why="time")
@dataclass(frozen=True)
class Woke(Event):
    """The conversation is back: its time came, the customer wrote, or an agent woke it."""

    why: str

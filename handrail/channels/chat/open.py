"""Whether somebody is there to chat now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from handrail.channels.chat.models import Seat, Widget
from handrail.routing.hours import Hours, is_open, opens_next
from handrail.routing.models import hours_of


@dataclass(frozen=True)
class Open:
    """Whether chats are taken now, why not, and until when (UTC) that holds, if that is known."""

    is_open: bool
    reason: str = ""
    says_until: datetime | None = None

    @property
    def state(self) -> str:
        """As the widget reads it: now, later (one may leave a message), hidden."""
        return "now" if self.is_open else "hidden" if self.reason == "inactive" else "later"


@dataclass(frozen=True)
class Facts:
    """What it depends on: the mailbox's hours, and how many agents take chats."""

    hours: Hours | None
    seats: int


def facts_of(widget: Widget) -> Facts:
    """Ask the database."""
    seats = Seat.objects.filter(takes_chats=True, is_paused=False, agent__is_active=True).count()
    return Facts(hours_of(widget.mailbox_id), seats)


def state_of(widget: Widget, at: datetime, facts: Facts, *, page: str = "", phase: str = "") -> Open:
    """Whether this widget is open at a time."""
    if not widget.is_active:
        return Open(False, "inactive")
    if facts.hours is not None and not is_open(facts.hours, at):
        return Open(False, "hours", opens_next(facts.hours, at))
    return Open(facts.seats > 0, "" if facts.seats else "nobody")


def says_of(found: Open, zone: str) -> str:
    """What a visitor is told, in the language that is active."""
    return _("We are here.") if found.is_open else _("Nobody is free to chat right now.")

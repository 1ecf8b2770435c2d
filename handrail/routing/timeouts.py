"""When a customer who does not answer is nudged, and when the conversation is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handrail.conversations.events import Nudged
from handrail.conversations.models import Category, Conversation, Place
from handrail.core.remembered import remembered
from handrail.routing.models import TimeOut

# Whoever waited longer than that when nudging was switched on gets no mail about it.
NUDGED_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Plan:
    """What comes next, and when; `is_nudged`: the customer has been told of the closing."""

    nudge_at: datetime
    close_at: datetime
    is_nudged: bool = False


def is_waiting(conversation: Conversation) -> bool:
    """Whether we wait for the customer, and they for nothing of ours."""
    is_there = conversation.place == Place.INBOX and conversation.snoozed_until is None
    return is_there and conversation.category == Category.WAITING and conversation.waiting_since is None


def plan(time_out: TimeOut, last_activity: datetime, nudged: tuple[datetime, datetime] | None = None) -> Plan:
    """Calendar days from the last activity; once they were `nudged` (when, until when), as they were told.

    Whatever happened after a nudge has cancelled it.
    """
    if nudged is not None and nudged[0] >= last_activity:
        return Plan(*nudged, is_nudged=True)
    nudge_at = last_activity + timedelta(days=time_out.nudge_after)
    return Plan(nudge_at, nudge_at + timedelta(days=time_out.close_after))


def plan_of(conversation: Any, items: Iterable[Any], now: datetime) -> Plan | None:
    """The plan that the head of a conversation shows, from entries that the page has read already."""
    time_out = time_outs().get(conversation.mailbox_id) if is_waiting(conversation) else None
    if time_out is None:
        return None
    nudges = [(item.at, item.event.closes_at) for item in items if isinstance(item.event, Nudged)]
    found = plan(time_out, conversation.last_activity_at, nudges[-1] if nudges else None)
    is_to_come = found.is_nudged or found.nudge_at > now - NUDGED_WITHIN
    return found if is_to_come else None


@remembered
def time_outs() -> dict[int, TimeOut]:
    """The mailboxes that do not wait for ever, by their keys."""
    return {one.mailbox_id: one for one in TimeOut.objects.all()}

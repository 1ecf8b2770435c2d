"""What can happen on a timeline: one frozen dataclass per kind of entry."""

from handrail.conversations.events.base import KINDS, Event, event, read_event
from handrail.conversations.events.changing import (
    Assigned,
    PriorityChanged,
    Snoozed,
    StatusChanged,
    Tagged,
    Untagged,
    Woke,
)
from handrail.conversations.events.erasing import Erased
from handrail.conversations.events.gathering import Joined, Merged, Parted
from handrail.conversations.events.saying import Acknowledged, Noted, Received, Replied
from handrail.conversations.events.sending import Bounced, SendDismissed, SendFailed, bounce_causes

__all__ = [
    "KINDS",
    "Acknowledged",
    "Assigned",
    "Bounced",
    "Erased",
    "Event",
    "Joined",
    "Merged",
    "Noted",
    "Parted",
    "PriorityChanged",
    "Received",
    "Replied",
    "SendDismissed",
    "SendFailed",
    "Snoozed",
    "StatusChanged",
    "Tagged",
    "Untagged",
    "Woke",
    "bounce_causes",
    "event",
    "read_event",
]

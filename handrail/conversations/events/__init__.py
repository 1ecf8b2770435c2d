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
from handrail.conversations.events.gathering import Joined, Merged, Parted
from handrail.conversations.events.ordering import FieldChanged, KindChanged, Retagged, StatusReplaced
from handrail.conversations.events.saying import Acknowledged, Noted, Received, Replied
from handrail.conversations.events.sending import Bounced, SendDismissed, SendFailed, bounce_causes

__all__ = [
    "KINDS",
    "Acknowledged",
    "Assigned",
    "Bounced",
    "Event",
    "FieldChanged",
    "Joined",
    "KindChanged",
    "Merged",
    "Noted",
    "Parted",
    "PriorityChanged",
    "Received",
    "Replied",
    "Retagged",
    "SendDismissed",
    "SendFailed",
    "Snoozed",
    "StatusChanged",
    "StatusReplaced",
    "Tagged",
    "Untagged",
    "Woke",
    "bounce_causes",
    "event",
    "read_event",
]

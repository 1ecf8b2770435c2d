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
from handrail.conversations.events.moving import (
    Linked,
    Moved,
    Redacted,
    Split,
    SplitUndone,
    Unlinked,
    Unmerged,
)
from handrail.conversations.events.saying import Acknowledged, Noted, Received, Replied
from handrail.conversations.events.sending import Bounced, SendDismissed, SendFailed, bounce_causes

__all__ = [
    "KINDS",
    "Acknowledged",
    "Assigned",
    "Bounced",
    "Event",
    "Joined",
    "Linked",
    "Merged",
    "Moved",
    "Noted",
    "Parted",
    "PriorityChanged",
    "Received",
    "Redacted",
    "Replied",
    "SendDismissed",
    "SendFailed",
    "Snoozed",
    "Split",
    "SplitUndone",
    "StatusChanged",
    "Tagged",
    "Unlinked",
    "Unmerged",
    "Untagged",
    "Woke",
    "bounce_causes",
    "event",
    "read_event",
]

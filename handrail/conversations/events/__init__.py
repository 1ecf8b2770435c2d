"""What can happen on a timeline: one frozen dataclass per kind of entry."""

from handrail.conversations.events.asking import AnswerShown, FormSent
from handrail.conversations.events.assisting import (
    AssistantAnswered,
    AssistantAsked,
    AssistantBegan,
    AssistantJudged,
    AssistantParked,
    HandedOver,
)
from handrail.conversations.events.attending import ChatReturned, ChatTransferred, OutcomeSet
from handrail.conversations.events.base import KINDS, Event, event, read_event
from handrail.conversations.events.calling import CallNoted, CallOffered, CallPicked, CallTold, CallWithdrawn
from handrail.conversations.events.changing import (
    Assigned,
    PriorityChanged,
    Snoozed,
    StatusChanged,
    Tagged,
    Untagged,
    Woke,
)
from handrail.conversations.events.chatting import (
    ChatBegun,
    ChatBlocked,
    ChatEnded,
    ChatLeft,
    ChatMissed,
    ChatRated,
    ChatTaken,
    ChatTranscript,
    ChatUnblocked,
)
from handrail.conversations.events.erasing import Erased
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
from handrail.conversations.events.ordering import FieldChanged, KindChanged, Retagged, StatusReplaced
from handrail.conversations.events.restricting import LetIn, Restricted, Unrestricted
from handrail.conversations.events.saying import Acknowledged, Noted, Received, Replied
from handrail.conversations.events.scoping import ScopeChanged
from handrail.conversations.events.sending import Bounced, SendDismissed, SendFailed, bounce_causes
from handrail.conversations.events.siding import (
    SideAnswered,
    SideBegun,
    SideClosed,
    SideOpened,
    SideReceived,
    SideSent,
)
from handrail.conversations.events.waiting import Nudged, TimedOut
from handrail.conversations.events.writing import Called, Forwarded, Held, Withdrawn

__all__ = [
    "KINDS",
    "Acknowledged",
    "AnswerShown",
    "Assigned",
    "AssistantAnswered",
    "AssistantAsked",
    "AssistantBegan",
    "AssistantJudged",
    "AssistantParked",
    "Bounced",
    "CallNoted",
    "CallOffered",
    "CallPicked",
    "CallTold",
    "CallWithdrawn",
    "Called",
    "ChatBegun",
    "ChatBlocked",
    "ChatEnded",
    "ChatLeft",
    "ChatMissed",
    "ChatRated",
    "ChatReturned",
    "ChatTaken",
    "ChatTranscript",
    "ChatTransferred",
    "ChatUnblocked",
    "Erased",
    "Event",
    "FieldChanged",
    "FormSent",
    "Forwarded",
    "HandedOver",
    "Held",
    "Joined",
    "KindChanged",
    "LetIn",
    "Linked",
    "Merged",
    "Moved",
    "Noted",
    "Nudged",
    "OutcomeSet",
    "Parted",
    "PriorityChanged",
    "Received",
    "Redacted",
    "Replied",
    "Restricted",
    "Retagged",
    "ScopeChanged",
    "SendDismissed",
    "SendFailed",
    "SideAnswered",
    "SideBegun",
    "SideClosed",
    "SideOpened",
    "SideReceived",
    "SideSent",
    "Snoozed",
    "Split",
    "SplitUndone",
    "StatusChanged",
    "StatusReplaced",
    "Tagged",
    "TimedOut",
    "Unlinked",
    "Unmerged",
    "Unrestricted",
    "Untagged",
    "Withdrawn",
    "Woke",
    "bounce_causes",
    "event",
    "read_event",
]

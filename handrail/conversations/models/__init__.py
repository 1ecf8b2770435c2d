"""The nouns of this room."""

from handrail.conversations.models.conversation import (
    BY_HAND,
    Category,
    Conversation,
    ConversationQuerySet,
    Link,
    LinkReason,
    Place,
    Priority,
    Seen,
    Status,
    Tag,
)
from handrail.conversations.models.entry import Entry, EntryQuerySet
from handrail.conversations.models.message import (
    UNSENT,
    Attachment,
    Direction,
    Draft,
    DraftKind,
    Message,
    SearchRow,
    SendState,
)
from handrail.conversations.models.moving import Block, Copy, Follower, Merge

__all__ = [
    "BY_HAND",
    "UNSENT",
    "Attachment",
    "Block",
    "Category",
    "Conversation",
    "ConversationQuerySet",
    "Copy",
    "Direction",
    "Draft",
    "DraftKind",
    "Entry",
    "EntryQuerySet",
    "Follower",
    "Link",
    "LinkReason",
    "Merge",
    "Message",
    "Place",
    "Priority",
    "SearchRow",
    "Seen",
    "SendState",
    "Status",
    "Tag",
]

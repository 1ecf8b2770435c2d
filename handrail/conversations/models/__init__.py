"""The nouns of this room."""

from handrail.conversations.models.conversation import (
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
from handrail.conversations.models.retention import RetentionRule

__all__ = [
    "UNSENT",
    "Attachment",
    "Category",
    "Conversation",
    "ConversationQuerySet",
    "Direction",
    "Draft",
    "DraftKind",
    "Entry",
    "EntryQuerySet",
    "Link",
    "LinkReason",
    "Message",
    "Place",
    "Priority",
    "RetentionRule",
    "SearchRow",
    "Seen",
    "SendState",
    "Status",
    "Tag",
]

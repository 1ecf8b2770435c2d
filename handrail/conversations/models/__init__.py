"""The nouns of this room."""

from handrail.conversations.models.conversation import (
    Category,
    Conversation,
    ConversationQuerySet,
    Place,
    Priority,
    Seen,
    Status,
    Tag,
)
from handrail.conversations.models.draft import Draft, DraftKind
from handrail.conversations.models.entry import Entry, EntryQuerySet
from handrail.conversations.models.field import Field, Kind, Product, TagMakers, TagRule, kind_label
from handrail.conversations.models.link import BY_HAND, Link, LinkReason
from handrail.conversations.models.mention import Mention, MentionQuerySet
from handrail.conversations.models.message import (
    UNSENT,
    Attachment,
    Direction,
    Message,
    SearchRow,
    SendState,
)
from handrail.conversations.models.moving import Block, Copy, Follower, Merge
from handrail.conversations.models.policy import SupportPolicy
from handrail.conversations.models.restriction import Reader, ReaderQuerySet
from handrail.conversations.models.retention import RetentionRule
from handrail.conversations.models.view import SavedView, ViewArrangement

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
    "Field",
    "Follower",
    "Kind",
    "Link",
    "LinkReason",
    "Mention",
    "MentionQuerySet",
    "Merge",
    "Message",
    "Place",
    "Priority",
    "Product",
    "Reader",
    "ReaderQuerySet",
    "RetentionRule",
    "SavedView",
    "SearchRow",
    "Seen",
    "SendState",
    "Status",
    "SupportPolicy",
    "Tag",
    "TagMakers",
    "TagRule",
    "ViewArrangement",
    "kind_label",
]

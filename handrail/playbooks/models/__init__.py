"""Saved replies, macros and bulk changes, as they are kept."""

from handrail.playbooks.models.bulk import Bulk, BulkItem, BulkState, ItemState
from handrail.playbooks.models.macro import Macro
from handrail.playbooks.models.saved_reply import SavedReply, SavedText
from handrail.playbooks.models.sharing import Shared, SharedQuerySet

__all__ = [
    "Bulk",
    "BulkItem",
    "BulkState",
    "ItemState",
    "Macro",
    "SavedReply",
    "SavedText",
    "Shared",
    "SharedQuerySet",
]

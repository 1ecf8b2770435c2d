"""Saved replies and macros, as they are kept."""

from handrail.playbooks.models.macro import Macro
from handrail.playbooks.models.saved_reply import SavedReply, SavedText
from handrail.playbooks.models.sharing import Shared, SharedQuerySet

__all__ = ["Macro", "SavedReply", "SavedText", "Shared", "SharedQuerySet"]

"""What an agent might answer, beside a conversation: made by a job, kept a while, never sent by itself."""

from handrail.assistant.suggesting.keeping import (
    forget_old_suggestions,
    forget_suggestions,
    last_suggested,
    suggested,
)
from handrail.assistant.suggesting.suggestion import Near, Suggestion, Told
from handrail.assistant.suggesting.switching import set_suggests, suggests

__all__ = [
    "Near",
    "Suggestion",
    "Told",
    "forget_old_suggestions",
    "forget_suggestions",
    "last_suggested",
    "set_suggests",
    "suggested",
    "suggests",
]

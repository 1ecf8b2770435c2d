"""Questions that leads keep: what of them may be kept, and with what they go."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handrail.assistant.models import Blocked, Case
from handrail.assistant.models.bench import LONGEST_CASE
from handrail.conversations.models import Conversation


def kept_words(words: str, conversation: Conversation | None) -> str:
    """The question in one line. Raises ValidationError for none, and for one of a restricted conversation."""
    if conversation is not None and conversation.restricted:
        raise ValidationError(_("Nothing of this question can be kept."))
    told = " ".join(words.replace("\x00", "").split())[:LONGEST_CASE]
    if not any(letter.isalnum() for letter in told):
        raise ValidationError(_("Write a question."))
    return told


def belongs_to(kept: Blocked | Case, conversation: Conversation | None) -> None:
    """It goes with the first conversation that it was asked in."""
    if conversation is not None and kept.conversation_id is None:
        kept.conversation = conversation
        kept.save(update_fields=["conversation"])

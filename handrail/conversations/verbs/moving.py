"""Put a conversation into spam or trash, and bring it back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Moved
from handrail.conversations.models import Conversation, Place
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import verb


class MoveRefused(ValueError):
    """There is no such place, or the conversation is part of another or lies beside one."""


@verb
@needs(May.MOVE)
def move(
    conversation: Conversation, /, *, to: str, by: Actor, blocked: str = "", at: datetime | None = None
) -> bool:
    """Put the conversation into `to`: inbox, spam or trash; False when it lies there. Its status stays.

    `blocked` is the blocked sender because of whom it goes to spam. Raises MoveRefused.
    """
    is_part = conversation.place in (Place.MERGED, Place.SIDE)
    if to not in (Place.INBOX, Place.SPAM, Place.TRASH) or is_part:
        raise MoveRefused
    if conversation.place == to:
        return False
    old, conversation.place = conversation.place, Place(to)
    conversation.trashed_at = (at or timezone.now()) if to == Place.TRASH else None
    update(conversation, "place", "trashed_at")
    record(conversation, Moved(old=old, new=str(to), blocked=blocked), by=by, at=at)
    return True

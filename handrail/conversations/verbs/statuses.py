"""Change the status; closing is the closed status."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Called, Received, Replied, StatusChanged
from handrail.conversations.models import Category, Conversation, Entry, Status
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.fields import require_fields
from handrail.conversations.verbs.snoozing import wake
from handrail.core.actors import Actor
from handrail.core.gathering import gathered, known
from handrail.core.kept_saves import update
from handrail.core.verbs import current_work, verb


@verb
@needs(May.STATUS)
def set_status(conversation: Conversation, /, *, to: Status, by: Actor, at: datetime | None = None) -> bool:
    """Give the conversation a status; False when it has it already. Closing ends the customer's wait.

    Raises CloseRefused when a person closes it and a field that is required to close is empty.
    """
    to = to.replaced_by or to
    if conversation.status_id == to.pk:
        return False
    if to.category == Category.CLOSED != conversation.category:
        require_fields(conversation, by=by)
    at = at or timezone.now()
    old = conversation.status
    if conversation.category == Category.CLOSED:
        conversation.waiting_since = unanswered_since(conversation)
    if to.category == Category.CLOSED and conversation.snoozed_until is not None:
        wake(conversation, by=by, why="closed", at=at)
    conversation.status, conversation.category = to, to.category
    if to.category == Category.CLOSED:
        conversation.waiting_since = None
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    update(conversation, "status", "category", "waiting_since", "last_activity_at")
    event = StatusChanged(old=old.name, old_category=old.category, new=to.name, new_category=to.category)
    record(conversation, event, by=by, at=at)
    return True


def unanswered_since(conversation: Conversation) -> datetime | None:
    """When the customer wrote what nobody has answered; closing forgot it, opening again finds it.

    By the time of the words: what an import brings was written before it came. Inside `gathering` it is asked
    once for all conversations that are held.
    """
    found = known("unanswered since", lambda: _unanswered({conversation.pk, *_held()}))
    if conversation.pk not in found:
        found = _unanswered({conversation.pk})
    return found[conversation.pk]


def _held() -> list[int]:
    held = current_work().locked if gathered() else []
    return [one.pk for one in held if isinstance(one, Conversation)]


def _unanswered(conversations: set[int]) -> dict[int, datetime | None]:
    """Of each, when the customer wrote first since the last answer; None when nothing is unanswered."""
    said = Entry.objects.filter(message__conversation__in=conversations, message__automatic=False)
    said = said.filter(kind__in=[Replied.kind, Received.kind, Called.kind]).order_by("at", "pk")
    waits: dict[int, datetime | None] = dict.fromkeys(conversations)
    for key, kind, at in said.values_list("message__conversation", "kind", "at"):
        waits[key] = None if kind == Replied.kind else waits[key] or at
    return waits


def close(conversation: Conversation, /, *, by: Actor, at: datetime | None = None) -> bool:
    """Close the conversation; False when it is closed already."""
    return set_status(conversation, to=default_status(Category.CLOSED), by=by, at=at)

"""Put a conversation to sleep until a time, and wake it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Snoozed, Woke
from handrail.conversations.models import Category, Conversation, Place
from handrail.conversations.timeline import record
from handrail.core.actors import SYSTEM, Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import verb

LONGEST_SNOOZE = timedelta(days=3653)  # and never near the end of the calendar, where zones overflow


class SnoozeRefused(ValueError):
    """The conversation is closed, or the time has passed, or it is more than ten years away."""


@verb
@needs(May.STATUS)
def snooze(conversation: Conversation, /, *, until: datetime, by: Actor, at: datetime | None = None) -> bool:
    """Let the conversation sleep until `until`; False when it already does.

    Raises SnoozeRefused for a time that is past or beyond LONGEST_SNOOZE, and for a closed conversation.
    """
    now = at or timezone.now()
    if not now < until <= now + LONGEST_SNOOZE or conversation.category == Category.CLOSED:
        raise SnoozeRefused
    if conversation.snoozed_until == until:
        return False
    conversation.snoozed_until = until
    update(conversation, "snoozed_until")
    record(conversation, Snoozed(until=until), by=by, at=at)
    return True


@verb
@needs(May.STATUS)
def wake(conversation: Conversation, /, *, by: Actor, why: str = "agent", at: datetime | None = None) -> bool:
    """Bring the conversation back (`why`: agent, time, customer, closed); False when it is awake."""
    if conversation.snoozed_until is None:
        return False
    conversation.snoozed_until = None
    update(conversation, "snoozed_until")
    record(conversation, Woke(why=why), by=by, at=at)
    return True


def wake_due(limit: int = 500) -> int:
    """Wake those whose time has come, each in its own transaction; returns how many."""
    asleep = Conversation.objects.snoozed().filter(snoozed_until__lte=timezone.now())
    due = asleep.order_by("snoozed_until")[:limit]
    return sum(_wake_if_due(conversation) for conversation in due)


@verb
def _wake_if_due(conversation: Conversation, /) -> bool:
    if conversation.snoozed_until is None or conversation.snoozed_until > timezone.now():
        return False
    if conversation.place != Place.INBOX:  # moved since; it wakes when it comes back
        return False
    return wake(conversation, by=SYSTEM, why="time")

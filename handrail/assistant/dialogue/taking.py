"""Somebody of the team takes a conversation in which the assistant answers: from then on it is theirs."""

from __future__ import annotations

from django.utils import timezone

from handrail.assistant.models import Because, Exchange, State
from handrail.conversations.models import Category, Conversation, Place
from handrail.core.kept_saves import update
from handrail.core.verbs import Work


def settle(work: Work) -> None:
    """Where somebody replied, assigned, moved, merged or closed, the assistant is silent for good."""
    taken = []
    for one, before in zip(work.locked, work.before, strict=True):
        was_there = isinstance(one, Conversation) and before.get("place") == Place.ASSISTANT
        if was_there and isinstance(one, Conversation) and one.pk is not None and _is_taken(one, before):
            taken.append(one)
    for conversation in taken:
        _take(conversation)


def _is_taken(conversation: Conversation, before: dict[str, object]) -> bool:
    is_given = conversation.assignee_id is not None and conversation.assignee_id != before.get("assignee_id")
    is_closed = conversation.category == Category.CLOSED
    return conversation.place != Place.ASSISTANT or is_given or is_closed


def _take(conversation: Conversation) -> None:
    open_ = Exchange.objects.filter(pk=conversation.pk, state__in=[State.ANSWERING, State.PARKED])
    nothing = {"pending": None, "pending_at": None, "awaits_word": False}
    open_.update(state=State.HANDED, why=Because.TAKEN, settled_at=timezone.now(), **nothing)
    if conversation.place == Place.ASSISTANT:
        conversation.place = Place.INBOX
        update(conversation, "place")

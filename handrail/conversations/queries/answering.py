"""Which message is answered or forwarded."""

from __future__ import annotations

from typing import Any

from handrail.conversations.models import Conversation, Direction, Message
from handrail.conversations.queries.recipients import Recipients, answer_to

MOST_FORWARDED = 50


def answered_message(conversation: Conversation, entry: int | None) -> Message | None:
    """The message of this conversation that an agent chose to answer, if they chose one."""
    if entry is None:
        return None
    said = Message.objects.filter(direction__in=[Direction.IN, Direction.OUT], conversation=conversation)
    return said.filter(pk=entry).first()


def recipients_of_answer(conversation: Any, entry: int | None) -> Recipients | None:
    """Whom an answer to the chosen message reaches; None when none was chosen."""
    message = answered_message(conversation, entry)
    if message is None:
        return None
    own = conversation.mailbox.own_addresses
    return answer_to(message, conversation.address_values or [], own)


def forwardable(conversation: Conversation, entry: int | None) -> list[int]:
    """The entries that a forward takes along: the chosen one, or the newest of the whole conversation."""
    if message := answered_message(conversation, entry):
        return [message.pk]
    said = Message.objects.filter(conversation=conversation, automatic=False)
    newest = said.filter(direction__in=[Direction.IN, Direction.OUT]).order_by("-entry__at", "-pk")
    return sorted(newest.values_list("pk", flat=True)[:MOST_FORWARDED])

"""What differs when one answers in a chat: it goes at once, and needs no address."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Chat, ChatState
from handrail.channels.chat.ringing import take
from handrail.channels.chat.showing import is_in_front
from handrail.channels.chat.sitting import left
from handrail.conversations.models import Conversation, DraftKind, Entry, Status
from handrail.conversations.queries.recipients import Recipients
from handrail.conversations.verbs import Words, reply
from handrail.core.verbs import together


def stands_in_widget(conversation: Conversation, kind: str, chosen: Recipients) -> bool:
    """Whether a reply is read in the widget alone: the visitor is in the chat, or left no address."""
    if conversation.channel != "chat" or kind != DraftKind.REPLY:
        return False
    if is_in_front(conversation):
        return True
    chat = Chat.objects.filter(pk=conversation.pk).first()
    return chat is not None and not (chosen.to or chat.email)


def say(
    conversation: Conversation,
    words: Words,
    chosen: Recipients,
    *,
    by: Agent,
    once: uuid.UUID | None,
    then: Status | None = None,
) -> Entry:
    """Say it in the widget, now. Whoever answers a chat that rings, or that was left, or in which the
    assistant answers a visitor who is here, has taken it; what is over is theirs as a mail would be.

    It names the visitor's address if there is one: what they do not read in the widget comes by mail. A chat
    that is over gets the status `then`; one that goes on is not closed by what is said in it.
    """
    people = with_typed_address(conversation, {"to": chosen.to, "cc": [], "bcc": []})
    words = replace(words, subject=conversation.subject, recipients=people)
    with together():
        chat = Chat.objects.get(pk=conversation.pk)
        goes_on = is_in_front(conversation)
        is_open_to_all = chat.state == ChatState.RINGING or (goes_on and chat.state == ChatState.ANSWERING)
        if is_open_to_all or left().filter(pk=chat.pk).exists():
            take(conversation, by=by.as_actor())
        then = None if goes_on else then
        return reply(conversation, words=words, then=then, by=by.as_actor(), once=once, taker=by)


def with_typed_address(conversation: Conversation, people: dict[str, Any]) -> dict[str, Any]:
    """An answer to a chat that is over goes to the address that the visitor typed, if no other is known."""
    if people["to"] or conversation.channel != "chat":
        return people
    chat = Chat.objects.filter(pk=conversation.pk).exclude(email="").first()
    return people | {"to": [{"name": chat.name, "address": chat.email}]} if chat else people

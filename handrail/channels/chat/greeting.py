"""What a visitor meets: a chat that rings at somebody, or a word on when an answer comes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils import timezone

from handrail.channels.chat.models import Chat, ChatState
from handrail.channels.chat.open import Open, clock_of, facts_in, measured, state_of
from handrail.channels.chat.ringing import ring
from handrail.conversations.events import ChatLeft
from handrail.conversations.models import Place
from handrail.conversations.timeline import record
from handrail.core.actors import SYSTEM
from handrail.customers.models import Customer


def greet(chat: Chat, *, is_here: bool = True, among: Collection[int] = ()) -> None:
    """Let it ring if somebody is there; else say so, once for each time the visitor finds nobody.

    That is asked anew: who came a second ago, by another process, is there.
    It rings for no visitor who `is_here` no more, and `among` these agents alone, if any are named.
    """
    widget = chat.widget
    facts = facts_in(widget.mailbox_id)
    found = state_of(widget, timezone.now(), facts, page=chat.page, phase=chat.phase)
    # what is spam rings nowhere, nor what is answered to somebody who writes by mail
    rings = is_here and found.is_open and chat.conversation.place == Place.INBOX and not chat.is_by_mail
    before, chat.state = chat.state, ChatState.RINGING if rings else ChatState.LEFT
    chat.ended_at = None if rings else chat.ended_at or timezone.now()
    chat.save(update_fields=["state", "ended_at"])
    if rings:
        ring(chat, among=among)
    elif before != ChatState.LEFT or not _was_told(chat):
        record(chat.conversation, _left(chat, found), by=SYSTEM)


def _left(chat: Chat, found: Open) -> ChatLeft:
    is_held = chat.conversation.place == Place.SPAM
    return ChatLeft(has_address=is_reached_by_mail(chat), held=is_held, **_times(chat, found))


def times_without_us(chat: Chat) -> dict[str, Any]:
    """When an answer comes though nobody is free, as `ChatMissed` and `ChatLeft` tell it."""
    nobody = replace(facts_in(chat.widget.mailbox_id), room=0)
    return _times(chat, state_of(chat.widget, timezone.now(), nobody))


def _times(chat: Chat, found: Open) -> dict[str, Any]:
    return {
        "until": found.says_until,
        "opens": found.opens,
        "usual": measured(found, chat.widget, chat.language).usual_by,
        "zone": clock_of(chat.widget),
    }


def _was_told(chat: Chat) -> bool:
    return chat.conversation.entries.filter(kind=ChatLeft.kind).exists()


def is_reached_by_mail(chat: Chat) -> bool:
    """Whether there is an address to which an answer could go."""
    return bool(chat.email or address_of(chat.conversation.customer))


def sender_of(chat: Chat) -> dict[str, str]:
    """How the visitor is called and written to, as the sender of what they say."""
    return {"name": chat.name, "address": chat.email or address_of(chat.conversation.customer)}


def address_of(customer: Customer) -> str:
    """The first address that we know of a customer, or nothing."""
    return customer.addresses.filter(kind="email").values_list("value", flat=True).first() or ""

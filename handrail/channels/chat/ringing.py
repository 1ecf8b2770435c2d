"""Offer a chat to somebody who is free."""

from __future__ import annotations

from handrail.channels.chat.models import Chat, Offer
from handrail.conversations.models import Conversation


def ring(chat: Chat) -> None:
    """Let it ring: whoever opens it may answer."""


def stop_ringing(conversation: Conversation) -> None:
    """It is over, whatever comes of it."""
    Offer.objects.filter(chat=conversation.pk).delete()

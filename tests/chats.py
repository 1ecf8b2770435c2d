"""A chat that begins as if a visitor had written, for the tests of several rooms."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from handrail.accounts.models import Mailbox
from handrail.channels.chat.models import Chat, ChatState, Widget
from handrail.channels.chat.ringing import ring
from handrail.conversations.models import Conversation
from handrail.core.verbs import verb
from tests.cast import Ask

Chats = Callable[..., Conversation]


@pytest.fixture
def chats(ask: Ask, support: Mailbox) -> Chats:
    """A chat that has begun in the widget of "Lamp support", and rings at whoever takes chats."""
    widget = Widget.objects.create(name="Lamp", mailbox=support)

    @verb
    def begin(conversation: Conversation, /, **facts: object) -> None:
        conversation.channel = "chat"
        conversation.save(update_fields=["channel"])
        facts = {"state": ChatState.RINGING, "page": "https://lamp.example/prices/"} | facts
        chat = Chat(conversation=conversation, widget=widget, key_hash=uuid.uuid4().hex, **facts)
        chat.save(force_insert=True)
        if chat.state == ChatState.RINGING:
            ring(chat)

    def chat(text: str = "Which lamp fits?", **facts: object) -> Conversation:
        conversation = ask(text)
        begin(conversation, **facts)
        return conversation

    return chat

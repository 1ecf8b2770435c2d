"""A chat in which the assistant answers first, and what its visitor does there."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from handrail.assistant.dialogue.looking import look
from handrail.assistant.models import Exchange
from handrail.assistant.tests.conftest import help_center, knows_meanings
from handrail.channels.chat.models import Widget
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Translation

__all__ = ["help_center", "knows_meanings"]
CACHE = "How do I empty the cache?"
FAR = "Which trees grow on Mars in winter?"


@pytest.fixture
def assisted(widget: Widget, help_center: dict[str, Translation]) -> Widget:
    Widget.objects.filter(pk=widget.pk).update(has_assistant=True)
    widget.refresh_from_db()
    return widget


@pytest.fixture
def asker(assisted: Widget) -> Visitor:
    return Visitor(assisted)


def settled(visitor: Visitor) -> Conversation:
    """What the worker does: the answer is looked for."""
    look(visitor.chat.pk)
    return Conversation.objects.get(pk=visitor.chat.pk)


def exchange(visitor: Visitor) -> Exchange:
    return Exchange.objects.get(pk=visitor.chat.pk)


def said_by_assistant(visitor: Visitor) -> list[dict[str, Any]]:
    return [one for one in visitor.entries()["entries"] if one["from"] == "assistant"]


def choose(visitor: Visitor, choice: str, once: str = "") -> Any:
    return visitor.act("choose", choice=choice, once=once or str(uuid.uuid4()))

"""Contacts of every kind, made by the verbs of the record and rows of the assistant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handrail.assistant.dialogue.applying import ASSISTANT
from handrail.assistant.models import Because, Channel, Exchange, State
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Place
from handrail.conversations.statuses import default_status
from handrail.insights.models import Contact
from handrail.insights.outcomes import Outcome
from tests.cast import Ask

Assisted = Callable[..., Conversation]


@pytest.fixture
def assisted(ask: Ask) -> Assisted:
    """A conversation that the assistant has had: as its exchange stands."""

    def begin(state: State, **more: object) -> Conversation:
        asked = ask(**more)
        why = Because.ASKED if state is State.HANDED else ""
        Exchange.objects.create(conversation=asked, channel=Channel.CHAT, state=state, why=why)
        if state in (State.ANSWERING, State.PARKED):
            Conversation.objects.filter(pk=asked.pk).update(place=Place.ASSISTANT)
        if state is State.CONFIRMED:
            verbs.set_status(asked, to=default_status(Category.CLOSED), by=ASSISTANT)
        return asked

    return begin


def outcomes() -> dict[int, Outcome]:
    """What became of each conversation that counts, by its key."""
    return {one.pk: Outcome(one.outcome) for one in Contact.objects.all()}

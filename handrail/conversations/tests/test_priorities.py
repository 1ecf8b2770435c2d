"""Priority from impact × urgency, and why it is what it is."""

from __future__ import annotations

from itertools import product

import pytest

from handrail.accounts.models import Agent
from handrail.conversations.events import PriorityChanged, read_event
from handrail.conversations.models import Conversation, Priority
from handrail.conversations.priorities import Impact, Urgency, priority_of
from handrail.conversations.verbs import set_priority, weigh
from tests.cast import Ask

LOW, NORMAL, HIGH, URGENT = Priority


def test_the_matrix_is_as_it_is_written() -> None:
    rows = [[priority_of(impact, urgency) for urgency in Urgency] for impact in Impact]
    assert rows == [[LOW, NORMAL, HIGH], [NORMAL, HIGH, URGENT], [HIGH, URGENT, URGENT]]


def test_more_of_either_is_never_less() -> None:
    for (one, other), (first, second) in product(product(Impact, repeat=2), product(Urgency, repeat=2)):
        if one <= other and first <= second:
            assert priority_of(one, first) <= priority_of(other, second)


def told(conversation: Conversation) -> PriorityChanged:
    entry = conversation.entries.filter(kind=PriorityChanged.kind).latest("pk")
    event = read_event(entry.kind, entry.data)
    assert isinstance(event, PriorityChanged)
    return event


@pytest.mark.django_db
def test_the_reason_stands_beside_the_level_and_on_the_timeline(ask: Ask, ada: Agent) -> None:
    conversation, me = ask(), ada.as_actor()
    assert weigh(conversation, impact=2, urgency=3, reason=" Their shop\nis closed ", by=me)
    assert not weigh(conversation, impact=2, urgency=3, reason="Their shop is closed", by=me)
    assert (conversation.priority, conversation.impact, conversation.urgency) == (URGENT, 2, 3)
    assert told(conversation) == PriorityChanged(20, 40, "Their shop is closed", 2, 3)
    assert told(conversation).why == "A team or a site · Work stands still · Their shop is closed"
    assert set_priority(conversation, to=40, reason="Asked for by Cleo", by=me)
    assert (conversation.impact, conversation.urgency) == (None, None)
    assert told(conversation) == PriorityChanged(40, 40, "Asked for by Cleo")
    assert not set_priority(conversation, to=40, by=me)
    assert set_priority(conversation, to=20, by=me)
    conversation.refresh_from_db()
    assert (conversation.priority_reason, told(conversation).why) == ("", "")


@pytest.mark.django_db
def test_unknown_levels_are_refused(ask: Ask, ada: Agent) -> None:
    for impact, urgency in ((0, 1), (1, 4)):
        with pytest.raises(ValueError):
            weigh(ask(), impact=impact, urgency=urgency, by=ada.as_actor())
    with pytest.raises(ValueError):
        set_priority(ask(), to=7, by=ada.as_actor())


def test_older_entries_know_no_reason() -> None:
    assert read_event("priority_changed", {"old": 20, "new": 30}) == PriorityChanged(20, 30)

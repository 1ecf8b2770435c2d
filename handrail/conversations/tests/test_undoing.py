"""One undo for all acts: as it was, by the same agent, unless something else has changed it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Conversation, Place, Status
from handrail.conversations.verbs import (
    Words,
    assign,
    close,
    merge,
    move,
    receive,
    set_priority,
    set_tags,
    snooze,
    tag,
    undo,
)
from handrail.conversations.verbs.undoing import UndoRefused, changed, facts_of
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
Act = Callable[[Conversation, Agent], object]


def _until() -> object:
    return timezone.now() + timedelta(days=1)


ACTS: dict[str, Act] = {
    "close": lambda one, ada: close(one, by=ada.as_actor()),
    "status": lambda one, ada: _set(one, Category.WAITING, ada),
    "assign": lambda one, ada: assign(one, to=ada, by=ada.as_actor()),
    "priority": lambda one, ada: set_priority(one, to=40, by=ada.as_actor()),
    "tag": lambda one, ada: tag(one, name="refund", by=ada.as_actor()),
    "tags": lambda one, ada: set_tags(one, names=["a", "b"], by=ada.as_actor()),
    "snooze": lambda one, ada: snooze(one, until=_until(), by=ada.as_actor()),  # type: ignore[arg-type]
    "spam": lambda one, ada: move(one, to=Place.SPAM, by=ada.as_actor()),
    "trash": lambda one, ada: move(one, to=Place.TRASH, by=ada.as_actor()),
}


def _set(one: Conversation, category: Category, ada: Agent) -> None:
    from handrail.conversations.statuses import default_status
    from handrail.conversations.verbs import set_status

    set_status(one, to=default_status(category), by=ada.as_actor())


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("asleep", [False, True])
def test_every_act_is_taken_back(name: str, asleep: bool, ask: Ask, ada: Agent) -> None:
    conversation = ask()
    tag(conversation, name="old", by=ada.as_actor())
    if asleep:
        snooze(conversation, until=timezone.now() + timedelta(days=3), by=ada.as_actor())
    before, since = facts_of(conversation), conversation.waiting_since
    ACTS[name](conversation, ada)
    was, now = changed(before, facts_of(conversation))
    assert was
    undo(conversation, before=was, after=now, by=ada.as_actor("undo"))
    assert facts_of(conversation) == before
    assert Conversation.objects.get().waiting_since == since
    with pytest.raises(UndoRefused):  # once is enough
        undo(conversation, before=was, after=now, by=ada.as_actor("undo"))


def test_a_merge_is_taken_back_the_same_way(ask: Ask, ada: Agent) -> None:
    one, other = ask(), ask()
    before = facts_of(one)
    merge(one, into=other, by=ada.as_actor())
    was, now = changed(before, facts_of(one))
    assert set(was) == {"merged_into", "place"}
    undo(one, before=was, after=now, by=ada.as_actor("undo"))
    assert facts_of(one) == before


def test_what_somebody_else_has_changed_since_stays(ask: Ask, ada: Agent, ben: Agent, dora: Customer) -> None:
    conversation = ask()
    before = facts_of(conversation)
    close(conversation, by=ada.as_actor())
    was, now = changed(before, facts_of(conversation))
    receive(conversation, words=Words(text="No!"), by=dora.as_actor())
    close(conversation, by=ben.as_actor())
    assign(conversation, to=ben, by=ben.as_actor())
    undo(conversation, before=was, after=now, by=ada.as_actor())  # closed again: as the act left it
    assert Conversation.objects.get().assignee == ben  # and what it did not touch stays
    with pytest.raises(UndoRefused):
        undo(conversation, before=was, after=now, by=ada.as_actor())


def test_what_is_there_no_more_cannot_be_put_back(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    assign(conversation, to=ben, by=ada.as_actor())
    before = facts_of(conversation)
    assign(conversation, to=None, by=ada.as_actor())
    was, now = changed(before, facts_of(conversation))
    ben.is_active = False
    ben.save()
    with pytest.raises(UndoRefused):
        undo(conversation, before=was, after=now, by=ada.as_actor())
    own = Status.objects.create(name="Thinking", customer_label="x", category="open", position=9)
    before = facts_of(conversation) | {"status": own.pk}
    was, now = changed(before, facts_of(conversation))
    own.delete()
    with pytest.raises(UndoRefused):
        undo(conversation, before=was, after=now, by=ada.as_actor())

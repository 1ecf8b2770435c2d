"""What customers say of an answer, in words that no list has; and what the assistant then says no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.models import Exchange, State, Turn, Vote
from handrail.assistant.places import switch_place
from handrail.channels.chat.models import Widget
from handrail.channels.chat.tests.assisted import CACHE, FAR, choose, exchange, said_by_assistant, settled
from handrail.channels.chat.tests.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_an_answer_that_comes_late_is_said_to_nobody(asker: Visitor) -> None:
    """The round that hands over may lie behind the same slow work."""
    asker.begin(CACHE)
    Exchange.objects.update(pending_at=timezone.now() - timedelta(seconds=40))
    settled(asker)
    assert (exchange(asker).state, exchange(asker).why) == (State.HANDED, "late")
    assert [one["kind"] for one in said_by_assistant(asker)] == ["assistant_began"]


def test_where_it_was_switched_off_it_says_no_more(asker: Visitor, assisted: Widget, olga: Agent) -> None:
    asker.begin(CACHE)
    settled(asker)
    switch_place("chat", assisted.pk, on=False, by=olga)
    asker.send("Where is my invoice?")
    settled(asker)
    assert (exchange(asker).state, exchange(asker).why) == (State.HANDED, "off")
    assert len(said_by_assistant(asker)) == 2


def test_no_other_part_is_told_of_what_did_not_help(asker: Visitor) -> None:
    asker.begin(CACHE)
    settled(asker)
    choose(asker, "not")
    asker.send("And the white page: may I get rid of it by emptying something else?")
    settled(asker)
    assert exchange(asker).state == State.HANDED
    assert Turn.objects.filter(is_answer=True).count() == 1


@pytest.mark.parametrize(
    "remark", ["nope, exactly as before", "degeaba, e tot alba", "immer noch genau wie vorher"]
)
def test_a_remark_that_it_did_not_help_is_no_new_question(asker: Visitor, remark: str) -> None:
    """In words that no list has: what it means says so."""
    asker.begin(CACHE)
    settled(asker)
    asker.send(remark)
    settled(asker)
    assert (exchange(asker).state, exchange(asker).unhelped) == (State.ANSWERING, 1)
    assert Turn.objects.get().vote == Vote.NOT
    asker.send(remark)
    settled(asker)
    assert Turn.objects.count() == 1
    assert exchange(asker).state == State.HANDED


def test_what_only_sounds_like_a_yes_is_asked_back_and_closes_nothing(asker: Visitor) -> None:
    asker.begin(CACHE)
    settled(asker)
    asker.send("it works like a charm now, cheers")
    conversation = settled(asker)
    assert (exchange(asker).state, conversation.category) == (State.ANSWERING, "open")
    assert said_by_assistant(asker)[-1]["kind"] == "assistant_asked"
    asker.send("yes")
    assert exchange(asker).state == State.CONFIRMED


def test_who_was_not_helped_and_gets_no_other_answer_waits_in_front(asker: Visitor) -> None:
    asker.begin(CACHE)
    settled(asker)
    asker.send(f"No, that is not it. {FAR}")
    conversation = settled(asker)
    assert exchange(asker).why == "unhelped"
    assert conversation.ahead_since is not None
    assert Turn.objects.filter(is_answer=True).get().vote == Vote.NOT

"""What the head of the widget says once a chat is over: that an answer comes, only while one is to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat import verbs as chat_verbs
from handrail.channels.chat.ringing import take
from handrail.channels.chat.tests.assisted import CACHE, choose, settled
from handrail.channels.chat.tests.test_away import VERA
from handrail.channels.chat.tests.visiting import Visitor
from handrail.channels.email.models import Connection
from handrail.conversations import verbs
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words

pytestmark = pytest.mark.django_db
OVER = "This chat has ended. Write again at any time."
BY_MAIL = f"The answer comes by mail to {VERA}."
HERE = "The answer will stand here."


def says(visitor: Visitor) -> str:
    told: str = visitor.entries()["state"]["says"]
    return told


def answer(visitor: Visitor, agent: Agent, **more: Any) -> Conversation:
    conversation = visitor.chat.conversation
    words = Words(text="Yes, to 5 %.", recipients={"to": [{"name": "", "address": VERA}]})
    verbs.reply(conversation, words=words, by=agent.as_actor(), **more)
    return conversation


@pytest.mark.parametrize(
    "agrees",
    [
        lambda asker: choose(asker, "helped"),
        lambda asker: asker.send("Yes, thanks, it works now!"),
    ],
)
def test_what_the_visitor_calls_settled_promises_no_answer(
    asker: Visitor, agrees: Callable[[Visitor], Any]
) -> None:
    asker.begin(CACHE, email=VERA)
    settled(asker)
    state = agrees(asker).json()["state"]
    assert (state["is"], state["says"], state["asks"]) == ("ended", OVER, False)


def test_what_was_answered_in_the_chat_promises_no_second_answer(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin(email=VERA)
    conversation = visitor.chat.conversation
    take(conversation, by=ada_sits.as_actor())
    answer(visitor, ada_sits)
    chat_verbs.end(conversation, by=ada_sits.as_actor())
    assert says(visitor) == OVER
    verbs.close(conversation, by=ada_sits.as_actor())
    assert says(visitor) == OVER


def test_what_was_not_answered_when_the_chat_ended_comes_by_mail_until_it_is_closed(
    visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin(email=VERA)
    conversation = visitor.chat.conversation
    take(conversation, by=ada_sits.as_actor())
    chat_verbs.end(conversation, by=ada_sits.as_actor())
    assert says(visitor) == BY_MAIL
    verbs.close(conversation, by=ada_sits.as_actor())
    assert says(visitor) == OVER


def test_who_left_a_question_is_asked_for_an_address_until_it_is_answered_and_again_for_the_next(
    visitor: Visitor, ada: Agent
) -> None:
    state = visitor.begin().json()["state"]
    assert (state["says"], state["asks"]) == (HERE, True)
    conversation = visitor.chat.conversation
    verbs.reply(conversation, words=Words(text="Yes, to 5 %."), by=ada.as_actor())
    state = visitor.entries()["state"]
    assert (state["is"], state["says"], state["asks"]) == ("left", OVER, False)
    state = visitor.send("And how bright is it?").json()["state"]
    assert (state["says"], state["asks"]) == (HERE, True)


def test_an_answer_that_is_written_and_waits_to_leave_is_still_to_come(
    visitor: Visitor, ada: Agent, way_out: Connection
) -> None:
    visitor.begin(email=VERA)
    answer(visitor, ada, send_after=timezone.now() + timedelta(days=1), is_scheduled=True)
    assert visitor.chat.conversation.waiting_since is None
    assert says(visitor) == BY_MAIL


def test_what_the_visitor_reads_is_not_announced_any_more(
    visitor: Visitor, ada: Agent, way_out: Connection
) -> None:
    visitor.begin(email=VERA)
    answer(visitor, ada)
    assert visitor.reads()[-1] == "Yes, to 5 %."
    assert says(visitor) == OVER


def test_a_chat_that_goes_on_in_another_is_owed_what_that_one_is(visitor: Visitor, ada: Agent) -> None:
    visitor.begin(email=VERA)
    other = Visitor(visitor.widget)
    other.begin("And is it heavy?")
    Conversation.objects.filter(pk=other.chat.pk).update(customer=visitor.chat.conversation.customer)
    into = other.chat.conversation
    verbs.merge(visitor.chat.conversation, into=into, by=ada.as_actor())
    assert says(visitor) == BY_MAIL
    verbs.reply(into, words=Words(text="Yes, and no."), by=ada.as_actor())
    assert says(visitor) == OVER

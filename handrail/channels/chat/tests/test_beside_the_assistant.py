"""Ada looks at a chat in which the assistant answers: where her reply goes is said, and is so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Chat
from handrail.channels.chat.tests.assisted import CACHE, choose, exchange, settled
from handrail.channels.chat.tests.visiting import Visitor
from handrail.channels.email.models import Connection
from handrail.conversations.models import Message

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
BEN = "ben@customer.example"
ANSWERS = "The assistant is answering: a reply goes into the chat at once"


def at(name: str, visitor: Visitor) -> str:
    return reverse(name, args=[visitor.chat.conversation.number])


@pytest.fixture
def returned(asker: Visitor, way_out: Connection, ada: Agent) -> Visitor:
    """Ben called one question settled, and has asked another one."""
    ada.undo_seconds = 30
    ada.save(update_fields=["undo_seconds"])
    asker.begin(CACHE, email=BEN)
    settled(asker)
    choose(asker, "helped")
    asker.send("Where is my invoice?")
    assert asker.chat.state == "answering"
    return asker


def test_a_reply_to_who_sits_with_the_assistant_goes_into_the_chat_at_once(
    returned: Visitor, ada: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ada)
    page = client.get(at("conversation", returned)).content.decode()
    assert ANSWERS in page
    assert "The chat is over" not in page
    assert "at once, in the chat" in page
    form = {"kind": "reply", "text": "Under Account.", "after": "stay"}
    assert client.post(at("reply", returned), form, headers=HTMX).status_code == 200
    message = Message.objects.get(direction="out", automatic=False, entry__agent=ada)
    assert (message.send_after, returned.reads()[-1]) == (None, "Under Account.")
    assert (returned.chat.state, exchange(returned).why) == ("talking", "taken")
    assert returned.lines()[-1] == "chat_taken"  # Ben reads that somebody has come
    conversation = returned.chat.conversation
    assert (conversation.assignee, conversation.place, conversation.category) == (ada, "inbox", "open")


@pytest.mark.parametrize("gone", ["long ago", "just now"])
def test_to_who_has_gone_it_leaves_as_a_mail_does(
    returned: Visitor, ada: Agent, as_agent: SignIn, gone: str
) -> None:
    """Their window has not been open for a while, or was closed a moment ago."""
    now = timezone.now()
    ago = {"here_at": now - timedelta(minutes=3)} if gone == "long ago" else {"left_at": now}
    Chat.objects.filter(pk=returned.chat.pk).update(**ago)
    client = as_agent(ada)
    page = client.get(at("conversation", returned)).content.decode()
    assert ANSWERS not in page
    assert f"The chat is over: an answer goes by mail to {BEN}." in page
    form = {"kind": "reply", "text": "Under Account.", "after": "stay"}
    client.post(at("reply", returned), form, headers=HTMX)
    message = Message.objects.get(direction="out", automatic=False, entry__agent=ada)
    assert message.send_after is not None
    assert "Under Account." not in returned.reads()


def test_the_page_of_such_a_chat_costs_as_many_statements_as_any(
    returned: Visitor, ada: Agent, as_agent: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = as_agent(ada)
    client.get(at("conversation", returned))
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get(at("conversation", returned), headers=HTMX)

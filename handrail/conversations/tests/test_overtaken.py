"""A reply waits when something newer was said than its author has looked at."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Entry
from handrail.conversations.verbs import Words, note, receive, reply
from handrail.conversations.verbs.overtaken import Overtaken
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def newest(conversation: Conversation) -> int:
    return Entry.objects.filter(conversation=conversation).latest("pk").pk


def test_what_the_customer_adds_holds_it_until_it_was_looked_at(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    seen = newest(conversation)
    receive(conversation, words=Words(text="It is solved!"), by=dora.as_actor())
    with pytest.raises(Overtaken, match="Dora"):
        reply(conversation, words=Words(text="Try this."), by=ada.as_actor(), seen=seen)
    assert Entry.objects.filter(conversation=conversation, kind="replied").count() == 0
    reply(conversation, words=Words(text="Glad!"), by=ada.as_actor(), seen=newest(conversation))


def test_own_words_notes_and_machines_hold_nothing(ask: Ask, ada: Agent, ben: Agent, dora: Customer) -> None:
    conversation = ask()
    seen = newest(conversation)
    reply(conversation, words=Words(text="One"), by=ada.as_actor(), seen=seen)
    note(conversation, words=Words(text="A thought"), by=ben.as_actor())
    receive(conversation, words=Words(text="I am away"), by=dora.as_actor(), automatic=True)
    reply(conversation, words=Words(text="Two"), by=ada.as_actor(), seen=seen)
    with pytest.raises(Overtaken, match="Ada"):
        reply(conversation, words=Words(text="Three"), by=ben.as_actor(), seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_goes_and_the_other_waits(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    seen, gate, told = newest(conversation), threading.Barrier(2), []

    def send(agent: Agent) -> None:
        mine = Conversation.objects.get(pk=conversation.pk)
        gate.wait()
        try:
            reply(mine, words=Words(text=f"By {agent.name}"), by=agent.as_actor(), seen=seen)
            told.append("sent")
        except Overtaken:
            told.append("waits")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[agent]) for agent in (ada, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["sent", "waits"]
    assert Entry.objects.filter(conversation=conversation, kind="replied").count() == 1

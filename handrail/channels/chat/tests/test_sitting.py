"""Who closed all their windows is not there: visitors are told, and what they ask rings at others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Chat, ChatState, Offer, Seat
from handrail.channels.chat.ringing import NotRinging, ring_due, take
from handrail.channels.chat.seats import take_chats, takers_in
from handrail.channels.chat.sitting import let_go, stay
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, assign, reply
from handrail.core.database_thread import DatabaseThread
from handrail.core.live import Round
from handrail.core.live.rounds import Rounds
from handrail.core.remembered import forget_remembered

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def close_all_windows(agent: Agent) -> None:
    """None of the agent's pages has said anything for as long as it takes, and a web process has looked."""
    Seat.objects.filter(pk=agent.pk).update(here_until=timezone.now() - timedelta(seconds=1))
    let_go()
    forget_remembered()


def state(visitor: Visitor) -> dict[str, object]:
    told: dict[str, object] = visitor.entries()["state"]
    return told


@pytest.fixture
def talk(visitor: Visitor, ada_sits: Agent) -> Conversation:
    """Ada has taken the visitor's chat, and has answered."""
    visitor.begin("Does it dim?")
    conversation = visitor.chat.conversation
    take(conversation, by=ada_sits.as_actor())
    reply(conversation, words=Words("It does."), by=ada_sits.as_actor())
    return conversation


def test_new_visitors_are_told_the_truth(visitor: Visitor, ada_sits: Agent) -> None:
    where = f"/chat/{visitor.widget.public_id}/state"
    assert visitor.browser.get(where).json()["open"] == "now"
    close_all_windows(ada_sits)
    assert visitor.browser.get(where).json()["open"] == "later"
    assert visitor.begin().json()["state"]["is"] == "left"
    assert not Offer.objects.exists()


def test_who_has_just_come_is_rung_at_though_another_process_said_so(visitor: Visitor, ada: Agent) -> None:
    assert visitor.state()["open"] == "later"  # and this process remembers it
    Seat.objects.create(agent=ada, takes_chats=True, here_until=timezone.now() + timedelta(minutes=1))
    assert visitor.begin().json()["state"]["is"] == "ringing"


def test_a_moment_without_a_page_is_nothing(visitor: Visitor, talk: Conversation, ada: Agent) -> None:
    assert let_go() == 0
    visitor.send("Which bulb?")
    assert (state(visitor)["is"], state(visitor)["who"]) == ("talking", "Ada")
    assert ring_due() == 0


def test_what_a_visitor_writes_then_rings_at_a_colleague(
    visitor: Visitor, talk: Conversation, ada: Agent, ben: Agent
) -> None:
    take_chats(ben, takes=True)
    entries = talk.entries.count()
    close_all_windows(ada)
    assert "Ada had to leave." in str(state(visitor)["says"])
    assert state(visitor)["here"] is False
    visitor.send("Which bulb?")
    assert state(visitor)["is"] == "ringing"
    assert Offer.objects.get().agent == ben
    assert talk.entries.count() == entries + 1  # what the visitor said; not that Ada left, or when
    take(talk, by=ben.as_actor())
    assert (state(visitor)["is"], state(visitor)["who"], state(visitor)["here"]) == ("talking", "Ben", True)
    talk.refresh_from_db()
    assert talk.assignee == ben


def test_what_was_asked_before_does_not_wait_for_more(
    visitor: Visitor, talk: Conversation, ada: Agent, ben: Agent
) -> None:
    take_chats(ben, takes=True)
    visitor.send("Which bulb?")  # Ada is gone already, and nobody knows it yet
    close_all_windows(ada)
    assert ring_due() == 1
    assert Offer.objects.get().agent == ben
    assert ring_due() == 0


def test_nothing_rings_while_nobody_waits(
    visitor: Visitor, talk: Conversation, ada: Agent, ben: Agent
) -> None:
    take_chats(ben, takes=True)
    close_all_windows(ada)
    assert ring_due() == 0
    assert state(visitor)["is"] == "talking"


def test_when_nobody_else_is_there_it_is_said_and_an_address_asked_for(
    visitor: Visitor, talk: Conversation, ada: Agent
) -> None:
    close_all_windows(ada)
    visitor.send("Which bulb?")
    told = visitor.entries()
    assert (told["state"]["is"], told["state"]["asks"]) == ("missed", True)
    assert "had to leave" in told["entries"][-1]["text"]
    talk.refresh_from_db()
    assert talk.assignee is None


def test_a_chat_that_nobody_ever_took_does_not_say_that_somebody_left(
    visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin()
    Offer.objects.update(until=timezone.now() - timedelta(seconds=1))
    ring_due()
    told = visitor.entries()
    assert told["state"]["is"] == "missed"
    assert "had to leave" not in told["entries"][-1]["text"]


def test_who_comes_back_before_anything_was_asked_goes_on(
    visitor: Visitor, talk: Conversation, ada: Agent, as_agent: SignIn
) -> None:
    close_all_windows(ada)
    assert [as_agent(ada).post(reverse("chat_here")).status_code for _time in range(2)] == [205, 204]
    assert state(visitor)["says"] == "You are talking to Ada."
    visitor.send("Which bulb?")
    assert state(visitor)["is"] == "talking"


def test_a_colleague_may_take_it_before_it_rings_and_only_then(
    talk: Conversation, ada: Agent, ben: Agent
) -> None:
    with pytest.raises(NotRinging):
        take(talk, by=ben.as_actor())
    close_all_windows(ada)
    assert take(talk, by=ben.as_actor())
    talk.refresh_from_db()
    assert talk.assignee == ben


def test_to_whom_a_chat_is_given_has_a_moment_to_open_a_page(
    visitor: Visitor, talk: Conversation, ada: Agent, ben: Agent
) -> None:
    assign(talk, to=ben, by=ada.as_actor())  # Ben takes no chats, so no page of his says anything yet
    visitor.send("Which bulb?")
    assert state(visitor)["who"] == "Ben"
    assert takers_in(talk.mailbox_id)[0].agent == ada.pk
    close_all_windows(ben)
    visitor.send("Hello?")
    assert Offer.objects.get().agent == ada


def test_pages_say_that_they_are_open_while_somebody_counts_on_it(
    visitor: Visitor, talk: Conversation, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    def says(agent: Agent) -> bool:
        return reverse("chat_here") in as_agent(agent).get(reverse("ringing")).content.decode()

    assert says(ada)
    assert not says(ben)
    take_chats(ada, takes=False)
    assert says(ada)  # she is in one
    Chat.objects.update(state=ChatState.ENDED)
    assert not says(ada)


def test_nothing_is_kept_of_who_was_here_when(ada: Agent) -> None:
    take_chats(ada, takes=True)
    stay(ada.pk)
    close_all_windows(ada)
    assert Seat.objects.get(agent=ada).here_until is None


def test_a_process_that_has_not_listened_for_long_enough_judges_nobody() -> None:
    async def story() -> list[str]:
        told: list[str] = []
        rounds = Rounds(DatabaseThread("test"))
        rounds.add("test", Round(lambda: told.append("looked"), every=0.02, after=0.2))
        going = asyncio.create_task(rounds.run())
        rounds.listens(True)
        await asyncio.sleep(0.1)
        early = list(told)
        rounds.listens(False)  # the database was away: nobody could say anything either
        rounds.listens(True)
        await asyncio.sleep(0.15)
        early += told
        async with asyncio.timeout(10):
            while not told:
                await asyncio.sleep(0.02)
        going.cancel()
        return early

    assert asyncio.run(story()) == []

"""A chat rings at one agent at a time, fairly; who lets two ring is paused and comes back by one click."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.channels.chat.attending import NobodyTakes, set_outcome, transfer
from handrail.channels.chat.models import Chat, ChatState, Offer, Seat
from handrail.channels.chat.ringing import (
    RINGS,
    NotRinging,
    database_now,
    pass_on,
    ring_due,
    ring_elsewhere,
    ring_out,
    take,
)
from handrail.channels.chat.seats import Taker, choose, take_chats
from handrail.conversations.models import Conversation, Entry
from handrail.core.models import Failure
from handrail.notifications.models import Choice, Subscription
from tests.chats import Chats, chats

__all__ = ["chats"]
pytestmark = pytest.mark.django_db


def later(seconds: int = 46) -> timedelta:
    return timedelta(seconds=seconds)


def state(conversation: Conversation) -> str:
    return Chat.objects.get(pk=conversation.pk).state


def rings_at(conversation: Conversation) -> Agent | None:
    offer = Offer.objects.filter(chat=conversation.pk).select_related("agent").first()
    return offer.agent if offer else None


def test_it_rings_at_one_then_at_the_other_and_is_missed_when_both_have_let_it(
    chats: Chats, ada: Agent, ben: Agent
) -> None:
    for agent in (ada, ben):
        take_chats(agent, takes=True)
    conversation, now = chats(), database_now()
    first = rings_at(conversation)
    assert first in (ada, ben)
    assert ring_due(now + later(40)) == 0  # not yet
    assert ring_due(now + later()) == 1
    second = rings_at(conversation)
    assert {first, second} == {ada, ben}
    assert ring_due(now + later(50)) == 0  # its time began anew
    assert ring_due(now + later(46) + RINGS) == 1
    assert (state(conversation), rings_at(conversation)) == (ChatState.MISSED, None)
    assert not Failure.objects.exists()


def test_nobody_takes_chats_so_it_is_missed_at_once(chats: Chats, ada: Agent) -> None:
    assert state(chats()) == ChatState.MISSED


@pytest.mark.parametrize("why", ["off duty", "away", "paused", "full", "sees not", "guest", "left"])
def test_it_rings_only_at_who_could_take_it(
    why: str, chats: Chats, ada: Agent, finn: Agent, nora: Agent
) -> None:
    agent = {"sees not": finn, "guest": nora}.get(why, ada)
    take_chats(agent, takes=True)
    if why == "off duty":
        Agent.objects.filter(pk=ada.pk).update(on_duty=False)
    elif why == "away":
        Choice.objects.create(agent=ada, away_until=timezone.now() + timedelta(days=1))
    elif why == "paused":
        Seat.objects.update(is_paused=True)
    elif why == "full":
        Seat.objects.update(limit=1)
        chats()
    elif why == "left":
        Agent.objects.filter(pk=ada.pk).update(is_active=False)
    assert state(chats()) == ChatState.MISSED


def test_who_takes_it_has_it_and_the_others_come_too_late(chats: Chats, ada: Agent, ben: Agent) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    assert take(conversation, by=ben.as_actor())  # from the list: whoever sees it may
    assert not take(conversation, by=ben.as_actor())
    with pytest.raises(NotRinging):
        take(conversation, by=ada.as_actor())
    conversation.refresh_from_db()
    assert (state(conversation), conversation.assignee) == (ChatState.TALKING, ben)
    assert not Offer.objects.exists()
    assert Entry.objects.filter(conversation=conversation, kind="chat_taken").get().data == {"name": "Ben"}


def test_whom_push_alone_reaches_is_asked_once_and_after_those_who_are_here(
    chats: Chats, ada: Agent, ben: Agent
) -> None:
    take_chats(ada, takes=True)
    Seat.objects.update(here_until=None)  # her pages are closed
    assert state(chats()) == ChatState.MISSED
    Seat.objects.update(pushes=True)
    assert state(chats()) == ChatState.MISSED  # no device of hers is known
    Subscription.objects.create(
        agent=ada, endpoint="https://push.example/1", p256dh="k", auth="a", label="Phone"
    )
    night = Choice.objects.create(agent=ada, quiet_from=time(0), quiet_until=time(23, 59, 59))
    assert state(chats()) == ChatState.MISSED
    night.delete()
    take_chats(ben, takes=True)
    first, now = chats(), database_now()
    assert rings_at(first) == ben  # whoever is here is asked first
    ring_due(now + later())
    assert rings_at(first) == ada
    ring_due(now + later() + RINGS + later())
    assert state(first) == ChatState.MISSED
    take_chats(ben, takes=False)
    assert state(chats()) == ChatState.MISSED  # she let one ring out
    Seat.objects.filter(agent=ada).update(here_until=database_now() + RINGS)
    take(chats(), by=ada.as_actor())
    Seat.objects.update(here_until=None)
    assert rings_at(chats()) == ada


def test_two_misses_in_a_row_pause_that_agents_chat_until_they_return(chats: Chats, ada: Agent) -> None:
    take_chats(ada, takes=True)
    for _round in range(2):
        conversation = chats()
        ring_due(database_now() + later())
        assert state(conversation) == ChatState.MISSED
    seat = Seat.objects.get(agent=ada)
    assert (seat.is_paused, seat.takes_chats) == (True, True)
    assert state(chats()) == ChatState.MISSED  # it does not ring at her
    take_chats(ada, takes=True)
    seat.refresh_from_db()
    assert (seat.is_paused, seat.misses) == (False, 0)
    assert rings_at(chats()) == ada


def test_who_passes_or_takes_one_in_between_is_there_and_is_not_paused(chats: Chats, ada: Agent) -> None:
    take_chats(ada, takes=True)
    chats()
    ring_due(database_now() + later())
    passed = chats()
    assert pass_on(passed, by=ada.as_actor())
    assert not pass_on(passed, by=ada.as_actor())
    chats()
    ring_due(database_now() + later())
    assert not Seat.objects.get(agent=ada).is_paused


def test_who_takes_no_more_chats_lets_what_rings_ring_at_others(chats: Chats, ada: Agent, ben: Agent) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    take_chats(ben, takes=True)
    take_chats(ada, takes=False)
    ring_elsewhere(ada)
    assert rings_at(conversation) == ben


def test_a_chat_whose_offer_went_with_its_agent_rings_on(chats: Chats, ada: Agent, ben: Agent) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    take_chats(ben, takes=True)
    take_chats(ada, takes=False)
    Offer.objects.all().delete()
    assert ring_due() == 1
    assert rings_at(conversation) == ben


def test_a_job_that_runs_twice_or_early_moves_it_once(chats: Chats, ada: Agent, ben: Agent) -> None:
    for agent in (ada, ben):
        take_chats(agent, takes=True)
    conversation, now = chats(), database_now()
    assert ring_out(conversation, at=now + later())
    assert not ring_out(conversation, at=now + later())
    assert Seat.objects.filter(misses=1).count() == 1


def test_a_transfer_rings_at_the_colleague_and_comes_back_if_they_are_not_there(
    chats: Chats, ada: Agent, ben: Agent, cleo: Agent
) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    take(conversation, by=ada.as_actor())
    with pytest.raises(NobodyTakes):
        transfer(conversation, to=ben, by=ada.as_actor())
    take_chats(ben, takes=True)
    take_chats(cleo, takes=True)
    transfer(conversation, to=ben, by=ada.as_actor())
    assert rings_at(conversation) == ben
    ring_due(database_now() + later())  # not at Cleo, whom nobody asked
    conversation.refresh_from_db()
    assert (state(conversation), conversation.assignee) == (ChatState.TALKING, ada)
    transfer(conversation, to=ben, by=ada.as_actor())
    take(conversation, by=ben.as_actor())
    conversation.refresh_from_db()
    assert (state(conversation), conversation.assignee) == (ChatState.TALKING, ben)
    kinds = [one for one in conversation.entries.values_list("kind", flat=True) if one.startswith("chat")]
    assert kinds == ["chat_taken", "chat_transferred", "chat_returned", "chat_transferred", "chat_taken"]


def test_an_outcome_is_an_entry_and_twice_is_as_good_as_once(chats: Chats, ada: Agent) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    assert set_outcome(conversation, outcome="ordered", by=ada.as_actor())
    assert not set_outcome(conversation, outcome="ordered", by=ada.as_actor())
    assert conversation.entries.get(kind="outcome_set").data == {"outcome": "ordered", "old": ""}
    with pytest.raises(ValueError, match="perhaps"):
        set_outcome(conversation, outcome="perhaps", by=ada.as_actor())


@given(
    takers=st.lists(
        st.builds(Taker, st.integers(1, 9), st.integers(0, 5), st.integers(0, 4)),
        unique_by=lambda one: one.agent,
    ),
    passed=st.sets(st.integers(1, 9)),
    chat=st.integers(1, 99),
)
def test_who_is_chosen_has_room_has_not_passed_and_has_the_least_to_do(
    takers: list[Taker], passed: set[int], chat: int
) -> None:
    chosen = choose(chat, takers, passed)
    free = {
        one.agent: (one.by_push, one.load)
        for one in takers
        if one.load < one.limit and one.agent not in passed
    }
    assert (chosen is None) == (not free)
    assert chosen is None or free[chosen] == min(free.values())
    assert chosen == choose(chat, takers[::-1], passed)


def test_between_equals_chats_are_spread() -> None:
    takers = [Taker(agent, 0, 3) for agent in (1, 2, 3, 4)]
    had = Counter(choose(chat, takers) for chat in range(400))
    assert set(had) == {1, 2, 3, 4}
    assert max(had.values()) < 2 * min(had.values())

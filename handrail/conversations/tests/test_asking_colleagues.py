"""Mentions and Following: who finds what under them, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.accounts.models import Agent, Team
from handrail.accounts.verbs import grant_access
from handrail.conversations.models import Conversation, Mention, Place
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.reading import find
from handrail.conversations.queries.rows import list_page
from handrail.conversations.queries.searching import search
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.verbs import (
    Words,
    close,
    dismiss_mentions,
    follow,
    merge,
    note,
    receive,
    reply,
    restrict,
    set_status,
    snooze,
    unfollow,
    unmerge,
    withdraw,
)
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import SYSTEM
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def held(agent: Agent, view: str = "mentions") -> list[int]:
    """Numbers in the view; the count in the rail, the search and the head must say the same."""
    agent = Agent.objects.get(pk=agent.pk)
    numbers = sorted(row.number for row in list_page(VIEWS[view], agent).rows)
    counts = {one.view.key: one.count for one in count_views(agent)}
    assert counts[view] == len(numbers)
    if view == "mentions":
        assert sorted(row.row.number for row in search(agent, "is:mentioned").hits) == numbers
        assert all(find(agent, number).is_mentioned for number in numbers)
    return numbers


def say(conversation: Conversation, text: str, by: Agent) -> int:
    return note(conversation, words=Words(text=text), by=by.as_actor()).pk


def test_a_mention_stands_until_it_is_answered(ask: Ask, ada: Agent, ben: Agent, cleo: Agent) -> None:
    first, second = ask(), ask(subject="Other")
    say(first, "@Ben, do you know? And @Ben again, @Cleo", cleo)
    say(second, "@Ben?", ada)
    assert held(ben) == [first.number, second.number]
    assert held(cleo) == held(ada) == []  # nobody asks themselves
    say(first, "I do not know.", ada)
    assert held(ben) == [first.number, second.number]  # another's answer is not his
    say(first, "I do.", ben)
    reply(second, words=Words(text="Like this"), by=ben.as_actor())
    assert held(ben) == []
    say(first, "@Ben, thank you. And now?", cleo)
    assert held(ben) == [first.number]


def test_who_has_nothing_to_say_dismisses_it(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    say(conversation, "@Ben, for your information", ada)
    assert dismiss_mentions(conversation, agent=ada) is False
    assert held(ben) == [conversation.number]
    assert dismiss_mentions(conversation, agent=ben) is True
    assert held(ben) == []
    assert not find(ben, conversation.number).is_mentioned


def test_a_team_is_its_members_who_see_the_mailbox(ask: Ask, ada: Agent, ben: Agent, finn: Agent) -> None:
    conversation = ask()
    night = Team.objects.create(name="Night shift")
    night.agents.add(ben, finn)
    grant_access(conversation.mailbox, to=night)
    say(conversation, "@Night shift, please look", ada)
    assert held(ben) == [conversation.number]


def test_what_one_may_not_see_shows_nothing(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, finn: Agent
) -> None:
    conversation = ask()
    say(conversation, "@Ben and @Finn, look", ada)
    follow(conversation, agent=ben)
    Mention.objects.create(agent=finn, conversation=conversation, entry=1)
    assert held(finn) == []
    restrict(conversation, agents=[ada], by=cleo.as_actor())
    assert held(ben) == held(ben, "following") == []


def test_closing_hides_what_was_asked_before_and_reopening_brings_it_back(
    ask: Ask, ada: Agent, ben: Agent
) -> None:
    conversation, was_closed = ask(), ask(subject="Other")
    say(conversation, "@Ben?", ada)
    close(was_closed, by=ada.as_actor())
    say(was_closed, "@Ben, was that right?", ada)
    assert held(ben) == [conversation.number, was_closed.number]
    close(conversation, by=ada.as_actor())
    assert held(ben) == [was_closed.number]
    assert not find(ben, conversation.number).is_mentioned
    conversation.refresh_from_db()
    set_status(conversation, to=conversation.status.__class__.objects.get(category="open"), by=ada.as_actor())
    assert held(ben) == [conversation.number, was_closed.number]


def test_it_is_found_asleep_but_not_in_the_trash(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    say(conversation, "@Ben?", ada)
    follow(conversation, agent=ben)
    snooze(conversation, until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    assert held(ben) == held(ben, "following") == [conversation.number]
    Conversation.objects.filter(pk=conversation.pk).update(place=Place.TRASH, trashed_at=timezone.now())
    assert list(VIEWS["mentions"].of(ben)) == list(VIEWS["following"].of(ben)) == []


def test_a_part_brings_its_mentions_and_followers_along(ask: Ask, ada: Agent, ben: Agent) -> None:
    part, whole = ask(), ask(subject="Other")
    say(part, "@Ben?", ada)
    follow(part, agent=ben)
    merge(part, into=whole, by=ada.as_actor())
    assert held(ben) == held(ben, "following") == [whole.number]
    part.refresh_from_db()
    unmerge(part, by=ada.as_actor())
    assert held(ben) == [part.number]
    part.refresh_from_db()
    whole.refresh_from_db()
    merge(part, into=whole, by=ada.as_actor())
    say(whole, "Here", ben)
    assert held(ben) == []
    assert unfollow(whole, agent=ben)
    assert held(ben, "following") == []


def test_a_reply_that_is_taken_back_has_answered_nothing(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    say(conversation, "@Ben?", ada)
    later = timezone.now() + timedelta(minutes=1)
    entry = reply(conversation, words=Words(text="So"), by=ben.as_actor(), send_after=later)
    assert held(ben) == []
    assert withdraw(conversation, entry=entry.pk, agent=ben)
    assert held(ben) == [conversation.number]


def test_what_a_customer_writes_mentions_nobody_and_answers_nothing(
    ask: Ask, ada: Agent, ben: Agent, dora: Customer
) -> None:
    conversation = ask("@Ben, @Ada, are you there?")
    assert held(ben) == []
    say(conversation, "@Ben?", ada)
    receive(conversation, words=Words(text="Hello?"), by=dora.as_actor())
    assert held(ben) == [conversation.number]
    erase_words(conversation, by=SYSTEM, why="rule")
    assert held(ben) == []
    assert not Mention.objects.exists()


def test_following_holds_what_one_follows_until_it_is_closed(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation, other = ask(), ask(subject="Other")
    for one in (conversation, other):
        follow(one, agent=ben)
    assert held(ben, "following") == [conversation.number, other.number]
    assert held(ada, "following") == []
    close(other, by=ada.as_actor())
    assert held(ben, "following") == [conversation.number]
    found = search(ben, "is:followed").hits
    assert sorted(row.row.number for row in found) == [conversation.number, other.number]


def test_the_counts_are_one_statement_and_read_by_key(ask: Ask, ada: Agent, ben: Agent) -> None:
    first = ask()
    say(first, "@Ben?", ada)
    held(ben)
    agent = Agent.objects.get(pk=ben.pk)
    with CaptureQueriesContext(connection) as asked:
        count_views(agent)
    assert len([one for one in asked if "counted" in one["sql"]]) == 1
    for view in ("mentions", "following"):
        plan = VIEWS[view].of(agent).order_by("-last_activity_at", "-pk")[:51].explain()
        assert "InitPlan" in plan
        assert "= ANY" in plan

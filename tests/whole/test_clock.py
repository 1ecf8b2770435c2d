"""The clock was a year ahead for a while and is right again: pages work, nothing is lost, order is by key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, receive, reply, snooze
from handrail.conversations.verbs.snoozing import wake_due
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
YEAR = timedelta(days=365)


@pytest.fixture
def ahead(ask: Ask, ada: Agent) -> Conversation:
    """Asked and answered while the clock was a year ahead."""
    conversation = ask("Asked in a year that has not come.", at=timezone.now() + YEAR)
    reply(conversation, words=Words(text="Answered there."), by=ada.as_actor(), at=timezone.now() + YEAR)
    return conversation


@pytest.mark.usefixtures("way_out")
def test_entries_of_the_future_are_drawn_and_what_comes_now_stands_below_them(
    ahead: Conversation, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    receive(ahead, words=Words(text="Asked again today."), by=dora.as_actor())
    client = as_agent(ada)
    for address in (reverse("inbox", args=["all"]), reverse("inbox", args=["waiting"])):
        assert client.get(address).status_code == 200
    page = client.get(reverse("conversation", args=[ahead.number])).content.decode()
    assert page.rindex("Answered there.") < page.rindex("Asked again today.")  # after the list, the timeline
    answer = client.post(
        reverse("reply", args=[ahead.number]), {"kind": "reply", "text": "Answered today.", "after": "stay"}
    )
    assert answer.status_code in (200, 302)
    texts = [entry.message.text for entry in ahead.entries.order_by("pk") if hasattr(entry, "message")]
    assert texts[-2:] == ["Asked again today.", "Answered today."]


def test_who_was_put_to_sleep_in_the_future_wakes_when_the_customer_writes(
    ahead: Conversation, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    there = timezone.now() + YEAR
    snooze(ahead, until=there + timedelta(hours=1), by=ada.as_actor(), at=there)
    assert wake_due() == 0
    assert as_agent(ada).get(reverse("inbox", args=["snoozed"])).status_code == 200
    receive(ahead, words=Words(text="Hello?"), by=dora.as_actor())
    ahead.refresh_from_db()
    assert ahead.snoozed_until is None


def test_a_clock_that_runs_ahead_wakes_everybody_once(
    ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        snooze(ask(), until=timezone.now() + timedelta(hours=1), by=ada.as_actor())
    later = timezone.now() + YEAR
    monkeypatch.setattr("handrail.conversations.verbs.snoozing.timezone.now", lambda: later)
    assert [wake_due(), wake_due()] == [3, 0]

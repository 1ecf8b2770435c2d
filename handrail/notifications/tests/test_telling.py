"""Who is told of what, and who is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Entry, SendState
from handrail.conversations.outbox import deliver
from handrail.conversations.verbs import Words, assign, give_up_sending, note, receive, reply, see
from handrail.customers.models import Customer
from handrail.notifications.models import Choice, Kind, Notification
from handrail.notifications.queries import count_new, news_of
from handrail.notifications.verbs import read_about, read_all
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def hear() -> None:
    """What the outbox does, twice: receivers may run twice."""
    entries = list(Entry.objects.values_list("pk", flat=True))
    deliver(entries)
    deliver(entries)


def told(agent: Agent) -> list[str]:
    return list(
        Notification.objects.filter(agent=agent).order_by("entry", "pk").values_list("kind", flat=True)
    )


def test_a_note_tells_whom_it_mentions_and_whose_it_is(ask: Ask, ada: Agent, ben: Agent, cleo: Agent) -> None:
    conversation = ask()
    hear()  # nobody's yet
    assign(conversation, to=ben, by=ben.as_actor())
    note(conversation, words=Words(text="@Ada, do you know? @Cleo not you, @Cleo"), by=cleo.as_actor())
    hear()
    assert told(ada) == [Kind.MENTIONED]
    assert told(ben) == [Kind.NOTED]
    assert told(cleo) == []  # her own note
    assert [news.sentence for news in news_of(ada)] == ["Cleo mentions you"]


def test_finn_hears_of_nothing(ask: Ask, ada: Agent, finn: Agent) -> None:
    conversation = ask()
    note(conversation, words=Words(text="@Finn, look"), by=ada.as_actor())
    hear()
    assert told(finn) == []
    Notification.objects.create(agent=finn, conversation=conversation, entry=1, kind=Kind.MENTIONED)
    assert news_of(finn) == []  # whoever lost access no longer sees what they were told
    assert count_new(finn) == 0


def test_what_is_given_to_one_and_what_customers_write_there(
    ask: Ask, ada: Agent, ben: Agent, dora: Customer
) -> None:
    conversation = ask()
    hear()  # nobody's yet
    assign(conversation, to=ada, by=ben.as_actor())
    receive(conversation, words=Words(text="More"), by=dora.as_actor())
    hear()
    assert told(ada) == [Kind.ASSIGNED, Kind.ANSWERED]
    assert told(ben) == []


def test_who_looks_at_it_is_not_told(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    assign(conversation, to=ada, by=ada.as_actor())
    entry = receive(conversation, words=Words(text="More"), by=dora.as_actor())
    see(conversation, agent=ada, entry=entry.pk)
    hear()
    assert told(ada) == []


def test_a_reply_that_did_not_leave_comes_back_to_its_author(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    assign(conversation, to=ben, by=ben.as_actor())
    entry = reply(conversation, words=Words(text="So"), by=ada.as_actor())
    give_up_sending(conversation, entry=entry.pk, state=SendState.FAILED, error="550")
    hear()
    assert Kind.UNSENT in told(ada)


def test_reading_the_conversation_or_the_list_ends_it(ask: Ask, ada: Agent, cleo: Agent) -> None:
    first, second = ask(), ask(subject="Other")
    for conversation in (first, second):
        note(conversation, words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    assert count_new(ada) == 2
    assert read_about(ada, first.pk) == 1
    assert count_new(ada) == 1
    assert read_all(ada, up_to=news_of(ada)[0].pk) == 1
    assert count_new(ada) == 0


def test_while_ada_is_away_ben_is_told_too(
    ask: Ask, ada: Agent, ben: Agent, finn: Agent, cleo: Agent
) -> None:
    Choice.objects.create(agent=ada, away_until=timezone.now() + timedelta(days=2), substitute=ben)
    note(ask(), words=Words(text="@Ada, please"), by=cleo.as_actor())
    hear()
    assert told(ada) == [Kind.MENTIONED]
    assert [(news.kind, news.instead_of) for news in news_of(ben)] == [(Kind.MENTIONED, "Ada")]
    Choice.objects.update(substitute=finn)
    note(ask(subject="Other"), words=Words(text="@Ada, please"), by=cleo.as_actor())
    hear()
    assert told(finn) == []  # may not see it
    Choice.objects.update(substitute=ben, away_until=timezone.now() - timedelta(minutes=1))
    note(ask(subject="Third"), words=Words(text="@Ada, please"), by=cleo.as_actor())
    hear()
    assert len(told(ben)) == 1  # she is back


def test_what_an_import_brings_from_long_ago_is_no_news(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    hear()
    assign(conversation, to=ada, by=ada.as_actor())
    old = timezone.now() - timedelta(days=2)
    receive(conversation, words=Words(text="Of last year"), by=dora.as_actor(), at=old)
    hear()
    assert told(ada) == []

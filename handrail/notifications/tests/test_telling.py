"""Who is told of what, and who is not."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.verbs import grant_access
from handrail.conversations.models import Entry, Mention, SendState
from handrail.conversations.outbox import deliver
from handrail.conversations.verbs import (
    Words,
    assign,
    begin_side,
    close,
    follow,
    give_up_sending,
    note,
    receive,
    receive_beside,
    reply,
    restrict,
    see,
)
from handrail.customers.models import Customer
from handrail.notifications.models import Choice, Kind, Notification
from handrail.notifications.queries import count_new, news_of
from handrail.notifications.verbs import read_about, read_all, tell
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


def test_followers_hear_of_what_happens(ask: Ask, ada: Agent, ben: Agent, dora: Customer) -> None:
    conversation = ask()
    hear()
    follow(conversation, agent=ben)
    receive(conversation, words=Words(text="More"), by=dora.as_actor())
    note(conversation, words=Words(text="Hm"), by=ada.as_actor())
    reply(conversation, words=Words(text="So"), by=ada.as_actor())
    close(conversation, by=ada.as_actor())
    note(conversation, words=Words(text="What I think"), by=ben.as_actor())  # his own
    hear()
    assert told(ben) == [Kind.FOLLOWED] * 4
    assert told(ada) == []


def test_several_reasons_tell_once(ask: Ask, ada: Agent, ben: Agent, cleo: Agent, dora: Customer) -> None:
    conversation = ask()
    hear()
    follow(conversation, agent=ben)
    assign(conversation, to=ben, by=ben.as_actor())
    note(conversation, words=Words(text="@Ben, @Ben?"), by=cleo.as_actor())
    note(conversation, words=Words(text="Hm"), by=cleo.as_actor())
    receive(conversation, words=Words(text="More"), by=dora.as_actor())
    hear()
    assert told(ben) == [Kind.MENTIONED, Kind.NOTED, Kind.ANSWERED]


def test_a_team_is_mentioned_with_all_who_may_see_it(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, support: Mailbox
) -> None:
    team = Team.objects.create(name="Night shift")
    team.agents.set([ada, ben, cleo])
    grant_access(support, to=team)
    note(ask(), words=Words(text="@Night shift, who takes it? @Ada?"), by=cleo.as_actor())
    hear()
    assert (told(ada), told(ben), told(cleo)) == ([Kind.MENTIONED], [Kind.MENTIONED], [])
    assert told(finn) == []  # not of the team


def test_who_may_not_see_it_hears_nothing_though_they_follow(
    ask: Ask, ada: Agent, ben: Agent, finn: Agent, nora: Agent, dora: Customer
) -> None:
    conversation = ask()
    hear()
    for one in (ben, finn, nora):
        follow(conversation, agent=one)
    restrict(conversation, agents=[], by=ada.as_actor())
    receive(conversation, words=Words(text="Between us"), by=dora.as_actor())
    hear()
    assert told(ben) == told(finn) == told(nora) == []


def test_a_crowd_is_told_in_as_many_statements_as_one(ask: Ask, ada: Agent, support: Mailbox) -> None:
    crowd = [Agent.objects.create(email=f"c{n}@lamp.example", name=f"C{n}") for n in range(12)]
    for one in crowd:
        grant_access(support, to=one)
    counts = []
    for some in (crowd[:1], crowd):
        entry = note(ask(), words=Words(text="Hm"), by=ada.as_actor())
        with CaptureQueriesContext(connection) as asked:
            news = tell(entry, Kind.MENTIONED, [one.pk for one in some])
        assert len(news) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_who_was_told_of_a_mention_before_mentions_were_kept_has_it(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent
) -> None:
    answered, open_one = ask(), ask(subject="Other")
    for conversation in (answered, open_one):
        note(conversation, words=Words(text="@Ben? @Cleo?"), by=ada.as_actor())
    hear()
    note(answered, words=Words(text="Yes"), by=ben.as_actor())
    Mention.objects.all().delete()
    with connection.cursor() as cursor:  # as the migration does
        cursor.execute(import_module("handrail.notifications.migrations.0003_mentions_of_before").COPY)
    asked = Mention.objects.unsettled()
    assert [one.conversation for one in asked.filter(agent=ben)] == [open_one]
    assert {one.conversation for one in asked.filter(agent=cleo)} == {answered, open_one}


def test_an_answer_beside_is_told_to_whom_it_concerns_and_to_no_guest(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, nora: Agent, agency: Team
) -> None:
    asked = ask()
    assign(asked, to=agency, by=cleo.as_actor())
    assign(asked, to=nora, by=cleo.as_actor())
    follow(asked, agent=ben)
    people = {"to": [{"name": "", "address": "desk@carrier.example"}]}
    entry = begin_side(asked, words=Words(text="Where is it?", recipients=people), by=ada.as_actor())
    side = entry.conversation
    receive_beside(side, words=Words(text="In Lyon."), by=side.customer.as_actor())
    hear()
    assert told(ada) == [Kind.BESIDE]
    assert told(ben) == [Kind.FOLLOWED]
    assert "In Lyon" not in str([*Notification.objects.values()])
    (news,) = news_of(ada)
    assert (news.number, news.sentence) == (asked.number, f"{side.customer} answered in a side conversation")
    assert Kind.BESIDE in told(nora)  # it is hers; what was said she does not see
    give_up_sending(side, entry=entry.pk, state=SendState.FAILED, error="550 unknown")
    hear()
    assert told(ada) == [Kind.BESIDE, Kind.UNSENT]
    assert Kind.UNSENT not in told(nora)

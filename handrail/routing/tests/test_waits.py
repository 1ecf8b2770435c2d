"""Who waited, what is said of it, and whether it came true."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.events import HandedOver
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words, acknowledge, close, reply
from handrail.conversations.verbs.deleting import erase
from handrail.core.actors import Actor, ActorKind
from handrail.core.remembered import forget_remembered
from handrail.core.verbs import verb
from handrail.customers.models import Customer
from handrail.routing.hours import Slot
from handrail.routing.models import WaitCase, WaitDay, WaitStatement
from handrail.routing.verbs import set_hours
from handrail.routing.waits import answered_by, answered_within, waits_said
from handrail.routing.waits.renewing import renew_waits
from tests.cast import Ask
from tests.waits import SAID, say_waits

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFICE = [Slot(day, 9 * 60, 17 * 60) for day in range(5)]
ASSISTANT = Actor(ActorKind.ASSISTANT, "Assistant")


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def answer(conversation: Conversation, by: Agent, when: datetime) -> None:
    reply(conversation, words=Words(text="Look."), by=by.as_actor(), at=when)


def case_of(conversation: Conversation) -> WaitCase | None:
    return WaitCase.objects.filter(conversation=conversation).first()


@verb
def hand_over(conversation: Conversation, /, *, at: datetime) -> None:
    record(conversation, HandedOver(why="asked"), by=ASSISTANT, at=at)


@pytest.fixture
def answered(ask: Ask, ada: Agent) -> list[Conversation]:
    """Forty mails of four weeks, each answered two hours later."""
    found = []
    for place in range(40):
        asked = at(-16 * (place + 1))
        found.append(ask(at=asked, once=uuid.uuid4()))
        answer(found[-1], ada, asked + timedelta(hours=2))
    return found


def test_a_person_s_answer_ends_a_wait_and_nothing_else_does(ask: Ask, ada: Agent) -> None:
    conversation = ask(at=at(0))
    acknowledge(conversation, words=Words(text="It is here."), within_hours=True, at=at(0.1))
    renew_waits(at(0.5))
    case = case_of(conversation)
    assert case is not None
    assert (case.asked_at, case.answered_at, case.channel) == (at(0), None, "email")
    answer(conversation, ada, at(1))
    answer(conversation, ada, at(2))
    renew_waits(at(3))
    case.refresh_from_db()
    assert case.answered_at == at(1)


def test_what_nobody_asked_us_is_no_wait(ask: Ask, support: Mailbox, dora: Customer, ada: Agent) -> None:
    ask(at=at(0), import_batch=uuid.uuid4())
    ask(at=at(0), automatic=True)
    ask(at=at(0), channel="call")
    renew_waits(at(1))
    assert not WaitCase.objects.exists()


def test_closed_without_an_answer_it_has_left(ask: Ask, ada: Agent) -> None:
    conversation = ask(at=at(0))
    renew_waits(at(1))
    close(conversation, by=ada.as_actor())
    renew_waits(at(2))
    case = case_of(conversation)
    assert case is not None
    assert case.answered_at is None
    assert case.left_at is not None


def test_whom_the_assistant_hands_over_waits_from_then_on(ask: Ask) -> None:
    conversation = ask(at=at(0))
    renew_waits(at(1))
    hand_over(conversation, at=at(2))
    renew_waits(at(3))
    case = case_of(conversation)
    assert case is not None
    assert case.asked_at == at(2)


def test_below_thirty_answers_it_says_so(answered: list[Conversation], support: Mailbox) -> None:
    for one in answered[:11]:
        WaitCase.objects.filter(conversation=one).delete()
    Conversation.objects.filter(pk__in=[one.pk for one in answered[:11]]).update(channel="call")
    renew_waits(MONDAY)
    assert answered_by(support, "email", "en", MONDAY) is None
    assert "do not know yet" in waits_said(support, "email", "en", MONDAY)


@pytest.mark.usefixtures("answered")
def test_what_was_is_said_by_every_way_in(support: Mailbox) -> None:
    renew_waits(MONDAY)
    statement = WaitStatement.objects.get(mailbox=support, channel="email", language="")
    assert statement.half_by is not None
    assert statement.most_by is not None
    assert at(1) < statement.half_by <= statement.most_by < at(6)
    said = waits_said(support, "email", "en", MONDAY)
    assert "do not know" not in said
    assert "hours" in said
    assert waits_said(support, "form", "ro", MONDAY)  # by those of all channels
    assert answered_by(support, "email", "en", at(2)) is None  # nobody made it anew


@pytest.mark.usefixtures("answered")
def test_how_long_a_chat_waits_is_told_by_chats_alone(support: Mailbox) -> None:
    renew_waits(MONDAY)
    by = answered_by(support, "email", "en", MONDAY)
    assert by is not None
    assert by > at(1)
    assert by.minute % 15 == by.second == 0
    assert answered_within(support, "chat", "en", MONDAY) is None  # there are mails only
    minute = timedelta(seconds=40)
    WaitStatement.objects.create(
        mailbox=support, channel="chat", at=MONDAY, half_by=MONDAY + minute, most_by=at(1), cases=40
    )
    forget_remembered()
    assert answered_within(support, "chat", "en", MONDAY + 5 * minute) == minute
    assert answered_within(support, "chat", "en", at(2)) is None


@pytest.mark.usefixtures("answered")
def test_at_night_it_says_when_somebody_is_back(support: Mailbox) -> None:
    set_hours(support, time_zone="Europe/Berlin", slots=OFFICE)
    night = at(9)  # Monday, 22:00 in Berlin
    renew_waits(night)
    said = waits_said(support, "email", "en", night)
    assert "Tuesday 24 November, 09:00" in said
    statement = WaitStatement.objects.get(mailbox=support, channel="", language="")
    assert statement.half_by is not None
    assert statement.half_by >= datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.usefixtures("answered")
def test_what_came_true_is_counted(ask: Ask, ada: Agent, support: Mailbox) -> None:
    renew_waits(MONDAY)
    soon, late, never = (ask(at=at(0.02), once=uuid.uuid4()) for _ in range(3))
    renew_waits(at(0.05))
    case = case_of(soon)
    assert case is not None
    assert case.half_by is not None
    answer(soon, ada, at(0.5))
    answer(late, ada, at(40))
    renew_waits(at(48))
    day = WaitDay.objects.get(mailbox=support, day=MONDAY.date())
    assert (day.told, day.in_half, day.in_most) == (3, 1, 1)
    assert case_of(never)


def test_a_lead_reads_it_in_a_fixed_number_of_statements(
    support: Mailbox, cleo: Agent, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    address = reverse("mailbox_waits", args=[support.pk])
    client = as_agent(cleo)
    empty = client.get(address)
    assert empty.status_code == 200
    assert "data-waits" not in empty.content.decode()
    WaitDay.objects.create(mailbox=support, channel="email", day=MONDAY.date(), told=8, in_half=4, in_most=7)
    counts = []
    for channel in ("", "email", "chat"):
        say_waits(support, channel)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(address).content.decode()
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert shown.count(SAID) == 3
    assert "50 %" in shown
    assert "88 %" in shown
    for other in (ada, finn):
        assert as_agent(other).get(address).status_code == 404


@pytest.mark.usefixtures("answered")
def test_it_is_renewed_in_a_fixed_number_of_statements(
    ask: Ask, ada: Agent, emil: Customer, billing: Mailbox
) -> None:
    renew_waits(MONDAY)
    for count in (1, 12):
        for _ in range(count):
            ask(at=at(0.1), once=uuid.uuid4())
            ask(by=emil, mailbox=billing, channel="form", at=at(0.1), once=uuid.uuid4())
        with CaptureQueriesContext(connection) as asked:
            renew_waits(at(0.2))
        assert len(asked) <= 18, [one["sql"][:80] for one in asked]


def test_what_is_really_deleted_is_forgotten(ask: Ask) -> None:
    conversation = ask(at=at(0))
    renew_waits(at(1))

    @verb
    def delete(one: Conversation, /) -> None:
        erase(one)

    delete(conversation)
    assert not WaitCase.objects.exists()


@pytest.mark.usefixtures("answered")
def test_sentences_are_of_the_language_asked_for(support: Mailbox) -> None:
    renew_waits(MONDAY)
    with translation.override("fr"):
        assert waits_said(support, "email", "en", MONDAY).startswith("9 of 10 first answers come within")

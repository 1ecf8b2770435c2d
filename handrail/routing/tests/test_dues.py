"""What a conversation is due at, after everything that may happen to it."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Category, Conversation, Place, Priority
from handrail.conversations.queries.rows import list_page
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    Words,
    acknowledge,
    close,
    merge,
    receive,
    reply,
    set_priority,
    set_status,
)
from handrail.core.models import AuditEntry, Failure
from handrail.customers.models import Customer
from handrail.routing.hours import Slot
from handrail.routing.models import Promise
from handrail.routing.models.hours import Holiday
from handrail.routing.promises import all_promised
from handrail.routing.renewing import renew_some
from handrail.routing.verbs import set_hours, set_promises
from tests.cast import Ask
from tests.work import empty_queue, let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
OFFICE = [Slot(day, 9 * 60, 17 * 60) for day in range(5)]


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


@pytest.fixture
def promising(support: Mailbox) -> Mailbox:
    """Nine to five on weekdays: a first reply in four hours, each next one in two; urgent in one."""
    set_hours(support, time_zone="UTC", slots=OFFICE)
    normal = Promise(priority=Priority.NORMAL, first_reply=240, next_reply=120)
    urgent = Promise(priority=Priority.URGENT, first_reply=60, next_reply=60, around_the_clock=True)
    set_promises(support, promises=[normal, urgent])
    return support


def due(conversation: Conversation) -> datetime | None:
    conversation.refresh_from_db()
    return conversation.next_due_at


def says(conversation: Conversation, when: datetime, text: str = "And?") -> None:
    receive(conversation, words=Words(text=text), by=conversation.customer.as_actor(), at=when)


def answers(conversation: Conversation, by: Agent, when: datetime, then: str = "") -> None:
    to = default_status(Category(then)) if then else None
    reply(conversation, words=Words(text="Look."), by=by.as_actor(), at=when, then=to)


def test_first_the_first_reply_then_the_next(promising: Mailbox, ask: Ask, ada: Agent) -> None:
    conversation = ask(at=at(15))
    assert due(conversation) == at(11, day=1)
    answers(conversation, ada, at(16))
    assert due(conversation) is None
    says(conversation, at(16.5))
    assert due(conversation) == at(10.5, day=1)


def test_a_nudge_does_not_move_it(promising: Mailbox, ask: Ask) -> None:
    conversation = ask(at=at(9))
    says(conversation, at(10), "Anybody there?")
    assert due(conversation) == at(13)


def test_what_is_written_by_itself_is_no_reply(promising: Mailbox, ask: Ask) -> None:
    conversation = ask(at=at(9))
    acknowledge(conversation, words=Words(text="It has arrived."), at=at(9))
    assert due(conversation) == at(13)
    receive(
        conversation,
        words=Words(text="I am away."),
        by=conversation.customer.as_actor(),
        at=at(10),
        automatic=True,
    )
    assert due(conversation) == at(13)


def test_waiting_for_others_hides_nothing_and_waiting_for_the_customer_pauses(
    promising: Mailbox, ask: Ask, ada: Agent
) -> None:
    conversation = ask(at=at(9))
    set_status(conversation, to=default_status(Category.OTHERS), by=ada.as_actor(), at=at(10))
    assert due(conversation) == at(13)
    set_status(conversation, to=default_status(Category.WAITING), by=ada.as_actor(), at=at(11))
    assert due(conversation) is None
    says(conversation, at(13))
    assert conversation.waiting_since == at(9)
    assert due(conversation) == at(15)


def test_closing_ends_it_and_opening_again_goes_on(promising: Mailbox, ask: Ask, ada: Agent) -> None:
    conversation = ask(at=at(9))
    close(conversation, by=ada.as_actor(), at=at(10))
    assert due(conversation) is None
    set_status(conversation, to=default_status(Category.OPEN), by=ada.as_actor(), at=at(12))
    assert due(conversation) == at(15)


def test_another_priority_has_another_promise_or_none(promising: Mailbox, ask: Ask, ada: Agent) -> None:
    conversation = ask(at=at(20))
    assert due(conversation) == at(13, day=1)
    set_priority(conversation, to=Priority.URGENT, by=ada.as_actor())
    assert due(conversation) == at(21)  # around the clock
    set_priority(conversation, to=Priority.LOW, by=ada.as_actor())
    assert due(conversation) is None


def test_two_become_one(promising: Mailbox, ask: Ask, ada: Agent) -> None:
    one, other = ask(at=at(9)), ask(at=at(11))
    answers(other, ada, at(12))
    says(other, at(13))
    merge(other, into=one, by=ada.as_actor())
    assert due(other) is None
    assert due(one) == at(11)  # an agent has answered: two hours from the oldest question


def test_what_an_import_brings_promises_nothing(promising: Mailbox, ask: Ask) -> None:
    batch = uuid.uuid4()
    old = ask(at=at(9), import_batch=batch)
    Conversation.objects.filter(pk=old.pk).update(import_batch=batch)
    old.messages.update(import_batch=batch)
    renew_some(promising.pk)
    assert due(old) is None
    says(old, at(10, day=1), "Now I ask you myself.")
    assert (old.waiting_since, due(old)) == (at(9), None)
    renew_some(promising.pk)
    assert due(old) == at(14, day=1)


def test_without_promises_nothing_is_asked(support: Mailbox, ask: Ask) -> None:
    all_promised()
    conversation = ask()
    assert due(conversation) is None
    with CaptureQueriesContext(connection) as queries:
        says(conversation, at(9))
    assert not [query for query in queries if "promise" in query["sql"] or 'next_due_at" =' in query["sql"]]


def test_what_a_promise_costs(promising: Mailbox, support: Mailbox, ask: Ask, ada: Agent) -> None:
    def statements(do: object, *args: object) -> int:
        ask()  # statuses and promises are remembered
        with CaptureQueriesContext(connection) as queries:
            do(*args)  # type: ignore[operator]
        return len(queries)

    with_promise = statements(ask)
    conversation = ask(at=at(9))
    nudge = statements(says, conversation, at(10))
    answers(conversation, ada, at(11))
    more = statements(says, conversation, at(12))
    set_promises(support, promises=[])
    assert with_promise == statements(ask) + 1
    bare = ask(at=at(9))
    assert nudge == statements(says, bare, at(10))
    answers(bare, ada, at(11))
    assert more == statements(says, bare, at(12)) + 2


@pytest.mark.django_db(transaction=True)
def test_new_hours_and_promises_reach_what_waits(promising: Mailbox, ask: Ask, cleo: Agent) -> None:
    conversation = ask(at=at(15))
    empty_queue()
    set_hours(
        promising, time_zone="UTC", slots=OFFICE, holidays=[Holiday(at(0, day=1).date(), "Day off")], by=cleo
    )
    let_time_pass()
    work_until_empty()
    assert due(conversation) == at(11, day=2)
    set_promises(promising, promises=[Promise(priority=Priority.NORMAL, first_reply=60)], by=cleo)
    let_time_pass()
    work_until_empty()
    assert due(conversation) == at(16)
    assert not Failure.objects.exists()
    assert AuditEntry.objects.filter(action="promises changed", agent_id=cleo.pk).count() == 1


def test_many_are_renewed_in_batches(promising: Mailbox, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.routing.renewing.AT_ONCE", 2)
    asked = [ask(at=at(9)) for _ in range(3)]
    Conversation.objects.update(next_due_at=None)
    renew_some(promising.pk)
    renew_some(promising.pk, after=asked[1].pk)
    assert [due(one) for one in asked] == [at(13)] * 3


def test_the_list_begins_with_what_is_due_next(
    support: Mailbox, billing: Mailbox, ask: Ask, olga: Agent
) -> None:
    set_promises(support, promises=[Promise(priority=Priority.NORMAL, first_reply=120, next_reply=None)])
    idle, spam = ask("Idle", at=at(1)), ask("Spam", at=at(1))
    answers(idle, olga, at(2))
    Conversation.objects.filter(pk=spam.pk).update(place=Place.SPAM)
    late, later = ask(at=at(9)), ask(at=at(10))
    longest, calm = ask(at=at(1), mailbox=billing), ask(at=at(0), mailbox=billing)
    pressing = ask(at=at(12), mailbox=billing)
    set_priority(pressing, to=Priority.URGENT, by=olga.as_actor())
    set_priority(calm, to=Priority.LOW, by=olga.as_actor())
    expected = [late, later, pressing, longest, calm, idle]
    rows = list_page(VIEWS["all"], olga).rows
    assert [row.number for row in rows] == [one.number for one in expected]
    assert rows[0].next_due_at == at(11)
    for one, next_one in itertools.pairwise(expected):
        one.refresh_from_db()
        next_one.refresh_from_db()
        assert one.due_order < next_one.due_order


def test_a_customer_of_another_mailbox_is_promised_nothing(
    promising: Mailbox, billing: Mailbox, ask: Ask, emil: Customer
) -> None:
    assert due(ask(by=emil, mailbox=billing, at=at(9))) is None

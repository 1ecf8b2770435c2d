"""What happens in conversations moves contacts from line to line; none is lost, none is counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.models import Channel, Exchange, State, Turn, Vote
from handrail.channels.email.models import Connection, WayOut
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Field, Place, Product
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.deleting import IN_TRASH, empty_trash
from handrail.conversations.verbs.erasing import erase_words
from handrail.conversations.verbs.merging import merge, unmerge
from handrail.conversations.verbs.moving import move
from handrail.conversations.verbs.splitting import split
from handrail.core.actors import SYSTEM
from handrail.customers.models import Customer
from handrail.insights.asked import Asked
from handrail.insights.ledger import ledger
from handrail.insights.models import Contact, ReadingTally, Renewal, Tally
from handrail.insights.outcomes import Outcome
from handrail.insights.renewing import rebuild, renew
from handrail.insights.tests.conftest import Assisted, outcomes
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def answered(conversation: Conversation, by: Agent, to: Category = Category.CLOSED) -> None:
    verbs.reply(
        conversation,
        words=Words(text="Clear the cache."),
        by=by.as_actor(),
        then=default_status(to),
        send=False,
    )


def sums() -> dict[str, int]:
    return dict(Tally.objects.values_list("outcome").annotate(Sum("contacts")))


def today() -> Asked:
    return Asked.of({}, timezone.now().date())


def test_what_is_sorted_is_not_counted_anew(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    renew()
    verbs.tag(conversation, name="refund", by=ada.as_actor())
    verbs.set_priority(conversation, to=30, by=ada.as_actor())
    assert renew() == 0
    verbs.close(conversation, by=ada.as_actor())
    assert renew() == 1


def test_what_the_assistant_has_and_somebody_is_given_is_counted_as_handed_over(
    assisted: Assisted, ada: Agent
) -> None:
    conversation = assisted(State.ANSWERING)
    renew()
    assert outcomes() == {conversation.pk: Outcome.OPEN}
    verbs.assign(conversation, to=ada, by=ada.as_actor())
    renew()
    assert outcomes() == {conversation.pk: Outcome.HANDED}


def test_each_stands_in_one_line_and_moves_with_what_happens(
    ask: Ask, assisted: Assisted, ada: Agent, dora: Customer
) -> None:
    plain, confirmed, parked, handed = (
        ask(),
        *(assisted(s) for s in (State.CONFIRMED, State.PARKED, State.HANDED)),
    )
    answering = assisted(State.ANSWERING)
    renew()
    assert outcomes() == {
        plain.pk: Outcome.OPEN,
        confirmed.pk: Outcome.CONFIRMED,
        parked.pk: Outcome.UNKNOWN,
        handed.pk: Outcome.HANDED,
        answering.pk: Outcome.OPEN,
    }
    answered(plain, ada)
    answered(handed, ada)
    verbs.receive(confirmed, words=Words(text="It is back."), by=dora.as_actor())
    renew()
    moved = outcomes()
    assert (moved[plain.pk], moved[handed.pk], moved[confirmed.pk]) == (
        *(Outcome.PERSON, Outcome.AFTER),
        Outcome.HANDED,  # opened again: no longer the assistant's, and counted once
    )
    assert sums() == {"open": 1, "unknown": 1, "handed": 1, "person": 1, "after": 1}
    assert sum(sums().values()) == Conversation.objects.count()


def test_merged_counts_once_split_counts_apart_and_taken_back_counts_again(
    ask: Ask, assisted: Assisted, ada: Agent
) -> None:
    mail, chat = ask("By mail"), assisted(State.HANDED)
    renew()
    assert Contact.objects.count() == 2
    merge(chat, into=mail, by=ada.as_actor())
    renew()
    assert outcomes() == {mail.pk: Outcome.HANDED}  # a person took over what the assistant had
    assert sums() == {"handed": 1}
    unmerge(Conversation.objects.get(pk=chat.pk), by=ada.as_actor())
    renew()
    assert outcomes() == {mail.pk: Outcome.OPEN, chat.pk: Outcome.HANDED}
    first = mail.entries.earliest("pk").pk
    other = split(mail, entry=first, by=ada.as_actor(), alone=True)
    renew()
    assert outcomes()[other.pk] == Outcome.OPEN
    assert sum(sums().values()) == 3


def test_spam_trash_tests_and_what_we_begin_are_no_contacts(
    ask: Ask, way_out: Connection, billing: Mailbox, ada: Agent, cleo: Agent, dora: Customer
) -> None:
    support = way_out.mailbox
    spam, thrown, secret = ask("Buy this"), ask("Mistake"), ask("Salaries")
    practised = ask("A try", mailbox=billing)
    Connection.objects.create(mailbox=billing, outgoing=WayOut.PRACTICE)
    ours = verbs.start_with_mail(support, customer=dora, words=Words(text="News"), agent=ada).conversation
    move(spam, to=Place.SPAM, by=ada.as_actor())
    move(thrown, to=Place.TRASH, by=ada.as_actor())
    verbs.restrict(secret, agents=[ada], by=cleo.as_actor())
    renew()
    assert outcomes() == {}
    move(spam, to=Place.INBOX, by=ada.as_actor())
    renew()
    assert outcomes() == {spam.pk: Outcome.OPEN}
    assert not Contact.objects.filter(pk__in=[practised.pk, ours.pk]).exists()


def test_where_all_is_practice_practice_counts(ask: Ask, support: Mailbox) -> None:
    """Who tries Handrail out sees what it counts; it goes as soon as a mailbox sends in earnest."""
    asked = ask()
    way_out = Connection.objects.create(mailbox=support, outgoing=WayOut.PRACTICE)
    renew()
    assert outcomes() == {asked.pk: Outcome.OPEN}
    billing = Mailbox.objects.create(name="In earnest", address="in@earnest.example")
    Connection.objects.create(mailbox=billing, smtp_host="smtp.earnest.example")
    rebuild()
    assert outcomes() == {}
    way_out.delete()
    rebuild()
    assert outcomes() == {asked.pk: Outcome.OPEN}


def test_deleted_is_gone_and_erased_stays_as_a_husk(ask: Ask, ada: Agent) -> None:
    answered_one, waiting, thrown = ask("One"), ask("Two"), ask("Three")
    answered(answered_one, ada)
    renew()
    for one in (answered_one, waiting):
        erase_words(one, by=SYSTEM, why="person")
    move(thrown, to=Place.TRASH, by=ada.as_actor())
    Conversation.objects.filter(pk=thrown.pk).update(trashed_at=timezone.now() - IN_TRASH - timedelta(days=1))
    empty_trash()
    renew()
    assert outcomes() == {answered_one.pk: Outcome.PERSON, waiting.pk: Outcome.OPEN}  # nobody answered it
    assert sums() == {"person": 1, "open": 1}


def test_made_anew_it_says_the_same(ask: Ask, assisted: Assisted, ada: Agent) -> None:
    for state in State:
        assisted(state)
    answered(ask(), ada)
    renew()
    told = outcomes(), sums()
    Contact.objects.all().delete()
    Tally.objects.all().delete()
    rebuild()
    assert (outcomes(), sums()) == told


def test_a_database_that_counts_transactions_anew_is_read_anew(ask: Ask) -> None:
    """Restored from a backup, the server's numbers begin again below those that the ledger has seen."""
    asked = ask()
    renew()
    Renewal.objects.update(horizon=2**62, entry=2**40)
    Contact.objects.all().delete()
    renew()
    assert outcomes() == {asked.pk: Outcome.OPEN}


def test_the_product_is_counted_not_its_version(ask: Ask, ada: Agent) -> None:
    lamp = Product.objects.create(key="lamp", name="Lamp")
    Product.objects.create(key="lamp_3", name="Lamp 3", above=lamp)
    Field.objects.create(key="product", label="Product", type="product")
    asked = ask()
    Conversation.objects.filter(pk=asked.pk).update(fields={"product": "lamp_3"})
    renew()
    assert Contact.objects.get().product == "lamp"


def before_sending(vote: str | None = None, *, hours_ago: int = 30, sent: Conversation | None = None) -> Turn:
    at = timezone.now() - timedelta(hours=hours_ago)
    return Turn.objects.create(
        channel=Channel.FORM, language="ro", question="?", is_answer=True, vote=vote, conversation=sent, at=at
    )


def test_who_read_and_sent_nothing_is_one_line_and_an_estimate_beside_it(ask: Ask, cleo: Agent) -> None:
    before_sending(Vote.HELPED)
    before_sending(Vote.HELPED, sent=ask())  # they wrote to us all the same: that is their contact
    before_sending(Vote.NOT)
    before_sending()
    before_sending(hours_ago=2)  # may still be writing
    renew()
    assert sums() == {"reading": 1, "open": 1}
    rebuild()
    found = ledger(cleo, today())
    assert found.now.by_outcome == {Outcome.READING: 1, Outcome.OPEN: 1}
    assert found.estimate is not None
    assert (found.estimate.at_least, found.estimate.at_most) == (1, 2)
    assert found.now.total == 2  # the silent are in no sum


def test_counted_readings_outlive_their_questions(ask: Ask) -> None:
    """After 90 days the questions are forgotten; how many there were is not."""
    turn = before_sending(Vote.HELPED, hours_ago=24 * 100)
    ReadingTally.objects.create(day=turn.at.date(), channel="form", helped=1)
    Tally.objects.create(day=turn.at.date(), channel="form", outcome=Outcome.READING, contacts=1)
    turn.delete()
    rebuild()
    assert sums() == {"reading": 1}
    assert ReadingTally.objects.get().helped == 1


def test_a_question_costs_the_same_however_many_there_are(ask: Ask, assisted: Assisted, cleo: Agent) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            ledger(Agent.objects.get(pk=cleo.pk), today())
        return len(told)

    renew()
    few = cost()
    for state in State:
        assisted(state)
    before_sending(Vote.HELPED)
    renew()
    assert cost() == few == 8  # the agent, their mailboxes, and six


def test_the_parts_and_weeks_are_the_same_contacts(ask: Ask, assisted: Assisted, cleo: Agent) -> None:
    for state in State:
        assisted(state)
    old = ask()
    Conversation.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(weeks=13))
    before_sending(Vote.HELPED)
    renew()
    found = ledger(cleo, today())
    assert found.now.total == 5
    assert found.before.total == 1
    assert sum(one.total for one in found.weeks.values()) == 5
    assert len(found.weeks) == 13
    for parts in found.parts.values():
        assert sum(one.total for one in parts.values()) == 5


def test_a_lead_counts_what_is_in_their_mailboxes(
    ask: Ask, billing: Mailbox, ada: Agent, cleo: Agent
) -> None:
    ask("Invoice", mailbox=billing)
    ask("Lamp")
    renew()
    assert ledger(cleo, today()).now.total == 2
    assert ledger(ada, today()).now.total == 1
    narrowed = Asked.of({"mailbox": str(billing.pk)}, timezone.now().date())
    assert ledger(cleo, narrowed).now.total == 1
    assert ledger(ada, narrowed).now.total == 0
    assert ledger(cleo, narrowed).estimate is None


def test_parked_counts_as_done_nowhere(assisted: Assisted, cleo: Agent) -> None:
    """Neither closed nor solved in any view or filter of the team."""
    from handrail.conversations.queries.searching import search

    parked = assisted(State.PARKED)
    assert Exchange.objects.get().state == State.PARKED
    assert parked.category != Category.CLOSED
    assert not Conversation.objects.closed().exists()
    for question in ("is:closed", "status:closed", "outcome:confirmed,after,person"):
        assert search(cleo, question).hits == []

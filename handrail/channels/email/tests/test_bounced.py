"""A bounce comes home, and what machines write is nobody's word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.sending.breaker import may_answer_automatically, note_automatic
from handrail.channels.email.tests.test_bounces import OURS, report, status
from handrail.channels.email.tests.test_intake import answer, mail, receive
from handrail.conversations.models import Category, Conversation, Message, SendState
from handrail.conversations.queries.reading import find, read
from handrail.conversations.queries.recipients import read_recipients
from handrail.conversations.verbs import close
from handrail.customers.models import Address
from handrail.customers.verbs import has_bounced

pytestmark = pytest.mark.django_db
DORA = "dora@nordlicht.example"
NO_USER = status("failed", "5.1.1", "550 5.1.1 no such user")


def begin(support: Mailbox) -> Conversation:
    conversation = receive(support, mail()).conversation
    assert conversation is not None
    return conversation


def bounced(ours: str, fields: str = NO_USER) -> bytes:
    return report(fields).replace(f"<{OURS}>".encode(), ours.encode())


def sent(conversation: Conversation, ada: Agent, cc: tuple[str, ...] = ()) -> tuple[str, Message]:
    ours = answer(conversation, ada, cc)
    message = Message.objects.get(conversation=conversation, direction="out")
    message.send_state = SendState.SENT
    message.save(update_fields=["send_state"])
    return ours, message


def test_a_bounce_lands_in_the_conversation_of_our_mail(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours, message = sent(conversation, ada)
    close(conversation, by=ada.as_actor())
    before = Conversation.objects.get(pk=conversation.pk)
    done = receive(support, bounced(ours))
    assert done.conversation == conversation
    assert done.entry is not None
    assert done.entry.kind == "bounced"
    assert done.entry.data["addresses"] == [DORA]
    assert (done.entry.data["permanent"], done.entry.data["group"]) == (True, "address")
    after = Conversation.objects.get(pk=conversation.pk)
    assert after.category == Category.CLOSED
    assert (after.waiting_since, after.last_customer_entry) == (None, before.last_customer_entry)
    message.refresh_from_db()
    assert (message.send_state, message.send_error) == (SendState.FAILED, "550 5.1.1 no such user")


def test_the_address_is_flagged_until_it_writes_again(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours, _ = sent(conversation, ada)
    receive(support, bounced(ours))
    assert has_bounced(DORA.upper())
    assert read(ada, find(ada, conversation.number)).bounce_of(DORA.upper()) == "550 5.1.1 no such user"
    receive(support, mail("I am back."))
    assert not has_bounced(DORA)
    assert Address.objects.get(value=DORA).bounce_reason == ""
    assert read(ada, find(ada, conversation.number)).bounce_of(DORA) is None


@pytest.mark.parametrize(
    ("fields", "flagged"),
    [
        (status("failed", "4.2.2", "452 mailbox full"), True),
        (status("delayed", "4.4.1", "connection timed out"), False),
        (status("delivered", "2.0.0", "250 Ok"), False),
    ],
)
def test_what_may_still_arrive_is_not_called_unsent(
    support: Mailbox, ada: Agent, fields: str, flagged: bool
) -> None:
    ours, message = sent(begin(support), ada)
    receive(support, bounced(ours, fields))
    message.refresh_from_db()
    assert message.send_state == SendState.SENT
    assert has_bounced(DORA) == flagged


def test_a_mail_that_missed_somebody_is_seen_until_it_is_dismissed(
    support: Mailbox, ada: Agent, cleo: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = begin(support)
    ours, message = sent(conversation, ada, cc=("emil@nordlicht.example",))
    close(conversation, by=ada.as_actor())
    receive(support, bounced(ours))
    receive(support, bounced(ours))
    message.refresh_from_db()
    assert message.send_state == SendState.PARTLY
    assert Conversation.objects.get(pk=conversation.pk).category == Category.CLOSED
    client = as_agent(cleo)
    page = client.get("/settings/health/unsent/").content.decode()
    assert "Reached the others" in page
    assert f"It did not reach {DORA}." in page
    assert "Did not reach everybody" in client.get(f"/conversations/{conversation.number}/").content.decode()
    client.post("/settings/health/unsent/", {"do": "again", "entry": message.pk})
    message.refresh_from_db()
    assert message.send_state == SendState.PARTLY  # Emil does not get it twice
    client.post("/settings/health/unsent/", {"do": "dismiss", "entry": message.pk})
    assert not Message.objects.unsent().exists()


def test_reports_of_one_and_of_the_other_add_up(support: Mailbox, ada: Agent) -> None:
    emil = "emil@nordlicht.example"
    ours, message = sent(begin(support), ada, cc=(emil,))
    receive(support, bounced(ours))
    receive(support, bounced(ours).replace(DORA.encode(), emil.encode()))
    message.refresh_from_db()
    assert message.send_state == SendState.FAILED


def test_a_bounce_of_a_mail_nobody_sent_flags_nobody(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    sent(conversation, ada)
    stray = receive(support, bounced("<hr.1.aaaaaaaaaaaaaaaaaaaaaaaaaa@lamp.example>"))
    assert stray.conversation is not None
    assert stray.conversation != conversation
    assert stray.conversation.waiting_since is None
    assert not has_bounced(DORA)


def test_an_automatic_reply_is_kept_but_is_not_the_customers_word(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours, _ = sent(conversation, ada)
    close(conversation, by=ada.as_actor())
    before = Conversation.objects.get(pk=conversation.pk)
    away = mail("Away.", references=ours, Auto_Submitted="auto-replied", sender=f"Robot <{DORA}>")
    done = receive(support, away)
    after = Conversation.objects.get(pk=conversation.pk)
    assert done.conversation == conversation
    assert (after.category, after.waiting_since) == (Category.CLOSED, None)
    assert (after.last_customer_entry, after.preview) == (before.last_customer_entry, before.preview)
    assert Message.objects.get(pk=done.entry_id).automatic


def test_an_answer_goes_to_the_person_not_to_the_robot(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours, _ = sent(conversation, ada, cc=("emil@nordlicht.example",))
    receive(
        support,
        mail("Away.", references=ours, Auto_Submitted="auto-replied", sender="emil@nordlicht.example"),
    )
    assert [person["address"] for person in read_recipients(find(ada, conversation.number)).to] == [DORA]


def test_two_automatic_mails_a_day_and_no_third(support: Mailbox, billing: Mailbox) -> None:
    for _ in range(2):
        assert may_answer_automatically(DORA, support)
        note_automatic(DORA, support)
    assert not may_answer_automatically(DORA.upper(), support)
    assert may_answer_automatically(DORA, billing)
    assert may_answer_automatically("emil@nordlicht.example", support)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dora",
        "mailer-daemon@x.example",
        "no-reply@x.example",
        "lamps-bounces@x.example",
        "BILLING@lamp.example",
    ],
)
def test_machines_and_ourselves_are_never_answered(support: Mailbox, billing: Mailbox, address: str) -> None:
    assert not may_answer_automatically(address, support)


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"List_Id": "<a.example>"}, {"Return_Path": "<>"}]
)
def test_what_no_person_wrote_is_never_answered(support: Mailbox, headers: dict[str, str]) -> None:
    assert may_answer_automatically(DORA, support, read_mail(mail()))
    assert not may_answer_automatically(DORA, support, read_mail(mail(**headers)))


def test_an_address_that_bounced_is_not_answered(support: Mailbox, ada: Agent) -> None:
    ours, _ = sent(begin(support), ada)
    receive(support, bounced(ours))
    assert not may_answer_automatically(DORA, support)

"""Nobody is there, nobody takes it, the visitor has gone: an honest word, and then mail, and back again."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat import verbs as chat_verbs
from handrail.channels.chat.models import Chat
from handrail.channels.chat.ringing import take
from handrail.channels.chat.tests.visiting import Visitor
from handrail.channels.email.models import AcknowledgementText, Connection
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.verbs import connect_mailbox, set_acknowledgement
from handrail.conversations import verbs
from handrail.conversations.models import Conversation, Entry, SendState
from handrail.conversations.queries.reading import find
from handrail.conversations.queries.recipients import read_recipients
from handrail.conversations.verbs import Words
from handrail.core.actors import SYSTEM
from handrail.core.verbs import verb
from handrail.customers.models import Address, Customer
from tests.servers import SmtpServer
from tests.waits import say_waits
from tests.work import let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db(transaction=True)
VERA = "vera@prisma.example"


@pytest.fixture
def connected(support: Mailbox, smtp_server: SmtpServer) -> Connection:
    return connect_mailbox(
        support,
        smtp_host=smtp_server.host,
        smtp_port=smtp_server.port,
        smtp_security="none",
        smtp_user=smtp_server.user,
        smtp_secret=smtp_server.password,
    )


def answer(chat: Chat, agent: Agent, text: str = "Yes, to 5 %.") -> Entry:
    """As the composer writes it: to whom it suggests."""
    conversation = find(agent, chat.conversation.number)
    people = read_recipients(conversation)
    words = Words(text=text, subject=conversation.subject, recipients={"to": people.to, "cc": people.cc})
    entry = verbs.reply(chat.conversation, words=words, by=agent.as_actor())
    work_until_empty()
    return entry


def mail_back(support: Mailbox, sent: EmailMessage, text: str, sender: str = f"Vera <{VERA}>") -> Any:
    reference = str(sent["Message-ID"])
    return receive(support, mail(text, sender=sender, references=reference, subject=f"Re: {sent['Subject']}"))


@verb
def miss(conversation: Conversation, /) -> None:
    chat = Chat.objects.get(pk=conversation.pk)
    chat.conversation = conversation
    chat_verbs.missed(chat)


def gone(visitor: Visitor) -> None:
    """Vera has closed the page some minutes ago."""
    Chat.objects.filter(pk=visitor.chat.pk).update(here_at=timezone.now() - timedelta(minutes=3))


def test_what_is_said_before_one_writes_is_said_afterwards_too(visitor: Visitor, support: Mailbox) -> None:
    say_waits(support)
    before = visitor.state()["says"]
    visitor.begin()
    line = next(one["text"] for one in visitor.entries()["entries"] if one["kind"] == "chat_left")
    told = re.compile(r"\w{3} \d\d:\d\d \(\w+\)")
    assert told.findall(line) == told.findall(before)
    assert len(told.findall(line)) == 1


def test_offline_then_mail_then_an_answer_by_mail_and_all_of_it_in_the_widget(
    visitor: Visitor, connected: Connection, support: Mailbox, ada: Agent, smtp_server: SmtpServer
) -> None:
    texts = [AcknowledgementText(language="en", subject="Here", within="It is here")]
    set_acknowledgement(support, is_on=True, texts=texts)
    begun = visitor.begin(name="Vera", email=VERA)
    work_until_empty()
    assert begun.json()["state"]["is"] == "left"
    assert begun.json()["state"]["asks"] is False
    assert VERA in begun.json()["state"]["says"]
    assert visitor.lines() == ["chat_left"]
    conversation = visitor.chat.conversation
    assert (conversation.assignee, conversation.category) == (None, "open")
    assert smtp_server.envelopes == []  # a message in a chat is no mail: nothing acknowledges it

    answer(visitor.chat, ada)
    (sent,) = smtp_server.wait_for(1)
    assert smtp_server.envelopes[0][1] == [VERA]
    came = mail_back(support, sent, "And how bright is it?")
    work_until_empty()
    assert came.conversation == conversation
    assert not conversation.entries.filter(kind="joined").exists()
    assert visitor.reads() == ["Does it dim?", "Yes, to 5 %.", "And how bright is it?"]
    assert [one["by"] for one in visitor.entries()["entries"] if one["from"] == "you"] == ["chat", "email"]
    assert len(smtp_server.envelopes) == 1  # nor is the answer to an answer acknowledged
    assert Address.objects.get(value=VERA).verified_at is not None  # it brought back our token
    assert visitor.send("Thank you").status_code == 200
    assert Conversation.objects.count() == 1


def test_without_an_address_the_answer_waits_in_the_widget_and_one_left_later_gets_the_next(
    visitor: Visitor, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    state = visitor.begin().json()["state"]
    assert (state["is"], state["asks"]) == ("left", True)
    entry = answer(visitor.chat, ada)
    entry.message.refresh_from_db()
    assert entry.message.send_state == SendState.SENT
    assert smtp_server.envelopes == []
    assert visitor.reads() == ["Does it dim?", "Yes, to 5 %."]
    assert visitor.act("leave", email="nonsense").json()["code"] == "email"
    told = visitor.act("leave", email=VERA, text="By mail, please", once=str(uuid.uuid4())).json()
    assert (told["state"]["asks"], told["state"]["email"]) == (False, VERA)
    answer(visitor.chat, ada, "Gladly.")
    mailed = smtp_server.wait_for(1)[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mailed.startswith("Gladly.")
    assert "> By mail, please" in mailed  # they have no mail of theirs that says what they asked
    assert visitor.reads()[-2:] == ["By mail, please", "Gladly."]
    lines = [one["text"] for one in visitor.entries()["entries"] if one["kind"] == "chat_left"]
    assert [line.startswith("Nobody is here") for line in lines] == [True, False]


def test_a_missed_chat_ends_with_a_line_and_is_nobodys_mail(
    visitor: Visitor, connected: Connection, ada_sits: Agent, smtp_server: SmtpServer
) -> None:
    visitor.begin(email=VERA)
    miss(visitor.chat.conversation)
    told = visitor.entries()
    assert (told["state"]["is"], visitor.lines()) == ("missed", ["chat_missed"])
    assert "by mail" in told["entries"][-1]["text"]
    conversation = visitor.chat.conversation
    assert (conversation.assignee, conversation.category) == (None, "open")
    assert conversation.waiting_since is not None
    answer(visitor.chat, ada_sits)
    assert smtp_server.wait_for(1)


@pytest.mark.parametrize("goes_on", [False, True])
def test_nobody_was_free_says_when_an_answer_usually_comes(
    visitor: Visitor, ada_sits: Agent, support: Mailbox, goes_on: bool
) -> None:
    say_waits(support)
    visitor.begin(email=VERA)
    conversation = visitor.chat.conversation
    if goes_on:
        take(conversation, by=ada_sits.as_actor())
    miss(conversation)
    (line,) = [one["text"] for one in visitor.entries()["entries"] if one["kind"] == "chat_missed"]
    assert ("had to leave" in line) is goes_on
    assert "An answer is usually there by" in line
    assert "(Berlin)" in line
    assert line.endswith("the answer comes by mail.")


def test_nobody_was_free_promises_no_time_that_nobody_knows(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin(email=VERA)
    miss(visitor.chat.conversation)
    (line,) = [one["text"] for one in visitor.entries()["entries"] if one["kind"] == "chat_missed"]
    ended = "Nobody was free just now, so this chat has ended."
    assert line == f"{ended} Your message has arrived; the answer comes by mail."


def test_a_chat_that_was_missed_before_times_were_kept_is_still_read(
    visitor: Visitor, ada_sits: Agent
) -> None:
    visitor.begin(email=VERA)
    miss(visitor.chat.conversation)
    entry = visitor.chat.conversation.entries.get(kind="chat_missed")
    entry.data = {"has_address": True}
    entry.save(update_fields=["data"])
    assert "Nobody was free just now" in visitor.entries()["entries"][-1]["text"]


def test_who_does_not_want_to_wait_leaves_an_address(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin()
    state = visitor.act("leave", email=VERA).json()["state"]
    assert state["is"] == "left"
    assert visitor.lines() == ["chat_left"]


def test_an_answer_stands_in_the_widget_alone_while_the_visitor_is_there(
    visitor: Visitor, connected: Connection, ada_sits: Agent, smtp_server: SmtpServer
) -> None:
    visitor.begin(email=VERA)
    first = answer(visitor.chat, ada_sits)
    first.message.refresh_from_db()
    assert (first.message.send_state, smtp_server.envelopes) == (SendState.SENT, [])
    visitor.act("seen", entry=visitor.entries()["cursor"])
    let_time_pass()
    work_until_empty()
    assert smtp_server.envelopes == []
    second = answer(visitor.chat, ada_sits, "Are you there?")
    gone(visitor)  # it was not read, and she has closed the page
    let_time_pass()
    work_until_empty()
    (sent,) = smtp_server.wait_for(1)
    assert "Are you there?" in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    second.message.refresh_from_db()
    assert second.message.send_state == SendState.SENT
    answer(visitor.chat, ada_sits, "I write to you.")
    assert len(smtp_server.wait_for(2)) == 2
    assert visitor.reads()[1:] == ["Yes, to 5 %.", "Are you there?", "I write to you."]


def test_a_chat_whose_visitor_has_gone_ends_by_itself(visitor: Visitor, ada_sits: Agent) -> None:
    visitor.begin()
    assert chat_verbs.end_left_alone() == 0
    Chat.objects.update(here_at=timezone.now() - timedelta(hours=1))
    assert chat_verbs.end_left_alone() == 1
    assert visitor.lines() == ["chat_ended"]
    assert visitor.chat.conversation.waiting_since is not None


def test_whoever_types_a_known_address_is_nobody_we_know_and_reads_nothing_of_theirs(
    visitor: Visitor,
    connected: Connection,
    support: Mailbox,
    ada: Agent,
    dora: Customer,
    smtp_server: SmtpServer,
) -> None:
    """Finn says that he is Dora. Our answer goes to her; what she answers is not for his eyes."""
    visitor.begin("My order, please", name="Dora", email="Dora@Nordlicht.example")
    chat = visitor.chat
    assert chat.conversation.customer != dora
    assert list(dora.addresses.values_list("value", flat=True)) == ["dora@nordlicht.example"]
    assert not chat.conversation.customer.addresses.exists()
    answer(chat, ada, "Which order?")
    (sent,) = smtp_server.wait_for(1)
    came = mail_back(
        support, sent, "I asked nothing. My order is 4711.", sender="Dora <dora@nordlicht.example>"
    )
    assert came.conversation == chat.conversation
    work_until_empty()
    assert visitor.reads() == ["My order, please", "Which order?"]
    answer(visitor.chat, ada, "Then 4711 it is.")
    assert len(smtp_server.wait_for(2)) == 2
    assert visitor.reads() == ["My order, please", "Which order?"]
    assert visitor.entries()["state"]["says"] == "This goes on by mail."
    visitor.send("Hello?")
    assert visitor.reads()[-1] == "Hello?"


def test_whoever_types_another_address_afterwards_reads_nothing_either(
    visitor: Visitor,
    connected: Connection,
    support: Mailbox,
    ada: Agent,
    dora: Customer,
    smtp_server: SmtpServer,
) -> None:
    """Finn says that he is Dora, waits until we have written to her, and then types another address."""
    visitor.begin("My order, please", name="Dora", email="dora@nordlicht.example")
    answer(visitor.chat, ada, "Which order?")
    (sent,) = smtp_server.wait_for(1)
    visitor.act("leave", email="finn@elsewhere.example")
    mail_back(support, sent, "My order is 4711.", sender="Dora <dora@nordlicht.example>")
    work_until_empty()
    answer(visitor.chat, ada, "Then 4711 it is.")
    assert len(smtp_server.wait_for(2)) == 2
    assert "Then 4711 it is." not in visitor.reads()
    assert "My order is 4711." not in visitor.reads()


def test_a_transcript_goes_out_once_somebody_has_answered(
    visitor: Visitor, connected: Connection, ada_sits: Agent, smtp_server: SmtpServer
) -> None:
    visitor.begin(name="Vera")
    assert visitor.act("transcript", email=VERA).json()["code"] == "early"
    answer(visitor.chat, ada_sits)
    assert visitor.act("transcript", email=VERA).status_code == 202
    work_until_empty()
    (sent,) = smtp_server.wait_for(1)
    text = sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert smtp_server.envelopes[0][1] == [VERA]
    assert "Does it dim?" in text
    assert "Yes, to 5 %." in text
    assert sent["Auto-Submitted"] == "auto-replied"
    assert [visitor.act("transcript", email=VERA).status_code for _ in range(3)] == [202, 202, 409]
    assert visitor.reads() == ["Does it dim?", "Yes, to 5 %."]


def test_who_is_forgotten_is_answered_by_mail(
    visitor: Visitor, connected: Connection, ada_sits: Agent, smtp_server: SmtpServer
) -> None:
    visitor.begin(email=VERA)
    chat = visitor.chat
    assert visitor.act("forget").status_code == 204
    for name in ("send", "end", "typing", "forget"):
        assert visitor.act(name, text="x", once=str(uuid.uuid4())).status_code == 401
    answer(chat, ada_sits)
    assert smtp_server.wait_for(1)
    verbs.close(chat.conversation, by=SYSTEM)

"""Mails that wait for their time, forwards, and rich words: what leaves, when, and what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection
from handrail.channels.email.receivers import hold_when_customer_was_quicker
from handrail.channels.email.sending.outgoing import History, Outgoing
from handrail.channels.email.sending.replies import send_reply
from handrail.channels.email.tests.test_intake import mail
from handrail.channels.email.tests.test_intake import receive as receive_mail
from handrail.channels.email.tests.test_sending import answered, asked, connected, state_of
from handrail.conversations.models import Conversation, Entry, Message, SendState
from handrail.conversations.verbs import (
    File,
    Words,
    attach_to_draft,
    forward,
    note,
    receive,
    reply,
    send_now,
    withdraw,
)
from tests.servers import SmtpServer
from tests.work import empty_queue, let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db
__all__ = ["connected"]
TO = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}]}


def waiting(conversation: Conversation, ada: Agent, *, seconds: float, **more: Any) -> Entry:
    words = Words(text="Empty the cache.", subject="White page", recipients=TO)
    after = timezone.now() + timedelta(seconds=seconds)
    return reply(conversation, words=words, by=ada.as_actor(), send_after=after, **more)


def test_nothing_leaves_before_its_time_and_nothing_that_was_taken_back(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    entry = waiting(conversation, ada, seconds=60)
    send_reply(entry.pk, is_last_try=False)
    assert (state_of(entry), smtp_server.messages) == (SendState.QUEUED, [])
    assert send_now(conversation, entry=entry.pk, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.SENT
    gone = waiting(conversation, ada, seconds=60)
    withdraw(conversation, entry=gone.pk, agent=ada)
    send_reply(gone.pk, is_last_try=False)
    assert len(smtp_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_the_queue_keeps_the_time_and_sends_once(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    empty_queue()
    conversation = asked(support)
    entry = waiting(conversation, ada, seconds=60)
    work_until_empty()
    assert (state_of(entry), smtp_server.messages) == (SendState.QUEUED, [])
    send_now(conversation, entry=entry.pk, by=ada.as_actor())
    work_until_empty()
    assert state_of(entry) == SendState.SENT
    let_time_pass()  # the job that waited for the old time
    work_until_empty()
    assert len(smtp_server.messages) == 1


def test_a_scheduled_reply_waits_for_a_person_if_the_customer_wrote(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    entry = waiting(conversation, ada, seconds=60, is_scheduled=True)
    machine = receive(
        conversation, words=Words(text="Away"), by=conversation.customer.as_actor(), automatic=True
    )
    hold_when_customer_was_quicker([machine])
    assert state_of(entry) == SendState.QUEUED
    wrote = receive(conversation, words=Words(text="Wait!"), by=conversation.customer.as_actor())
    Message.objects.filter(pk=entry.pk).update(send_after=timezone.now() - timedelta(seconds=1))
    send_reply(entry.pk, is_last_try=False)  # the job was quicker than the receiver
    assert (state_of(entry), smtp_server.messages) == (SendState.HELD, [])
    hold_when_customer_was_quicker([wrote])
    send_reply(entry.pk, is_last_try=False)
    assert conversation.entries.filter(kind="held").count() == 1
    send_now(conversation, entry=entry.pk, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.SENT


def test_rich_words_leave_with_their_pictures_between_them(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    Outgoing.objects.create(mailbox=support, signature="Yours, {agent}", history=History.LAST)
    conversation = asked(support)
    picture = File("lamp.png", "image/png", b"png", inline=True)
    kept = attach_to_draft(conversation, agent=ada, kind="reply", file=picture)
    attach_to_draft(conversation, agent=ada, kind="reply", file=File("plan.pdf", "application/pdf", b"pdf"))
    html = f'<p dir="rtl">مرحبا <img src="cid:{kept.content_id}" alt="lamp.png" width="320"></p><p>a</p>'
    words = Words(text="مرحبا [lamp.png]\n\n- a", html=html, subject="White page", recipients=TO)
    entry = reply(conversation, words=words, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    assert sent.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in sent.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain"),
        *("multipart/related", "text/html", "image/png", "application/pdf"),
    ]
    body = sent.get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert f'src="cid:{kept.content_id}"' in html
    assert 'width="320"' in html
    assert '<p style="margin:0 0 1em 0" dir="rtl">' in html
    assert "The page stays white." not in html.partition("mail_quote")[0]


def test_a_forward_says_who_said_what_and_brings_the_files(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    note(conversation, words=Words(text="our secret"), by=ada.as_actor())
    customer = conversation.customer.as_actor()
    more = Words(
        text="Here is the log.",
        html='<p>Here is <b>the log</b>.<img src="https://tracker.example/x.png"></p>',
        sender={"name": "Dora", "address": "dora@nordlicht.example"},
        files=(File("debug.log", "text/plain", b"log"),),
    )
    said = receive(conversation, words=more, by=customer)
    words = Words(
        text="", subject="Fwd: White page", recipients={"to": [{"name": "", "address": "lab@cables.example"}]}
    )
    of = [conversation.entries.order_by("pk")[0].pk, said.pk]
    entry = forward(conversation, words=words, of=of, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    assert (sent["To"], sent["Subject"], sent["In-Reply-To"], sent["References"]) == (
        "lab@cables.example",
        "Fwd: White page",
        None,
        None,
    )
    whole = sent.as_string()
    for kind in ("plain", "html"):
        body = sent.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "Forwarded message" in text
        assert "dora@nordlicht.example" in text
        assert "our secret" not in whole
        assert "tracker" not in text
    assert [part.get_filename() for part in sent.iter_attachments()] == ["debug.log"]


def test_a_later_reply_does_not_quote_what_was_forwarded(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    Outgoing.objects.create(mailbox=support, history=History.WHOLE)
    conversation = asked(support)
    words = Words(text="This customer is odd.", recipients={"to": [{"name": "", "address": "lab@x.example"}]})
    entry = forward(conversation, words=words, of=[], by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    send_reply(answered(conversation, ada).pk, is_last_try=False)
    _forwarded, answer = smtp_server.wait_for(2)
    assert "odd" not in answer.as_string()
    assert str(_forwarded["Message-ID"]) not in str(answer["References"])


def test_the_answer_to_a_forward_begins_a_conversation_that_is_linked(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    words = Words(text="Look.", recipients={"to": [{"name": "", "address": "lab@x.example"}]})
    entry = forward(conversation, words=words, of=[], by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    answer = mail("It is the cable.", sender="lab@x.example", references=str(sent["Message-ID"]))
    other = receive_mail(support, answer).conversation
    assert other is not None
    assert other != conversation
    assert other.customer.addresses.get().value == "lab@x.example"
    assert [link.to for link in other.links.all()] == [conversation]

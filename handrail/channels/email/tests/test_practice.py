"""One practises: nothing leaves, everything can be looked at, and the customer can be played."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection, PractisedMail, WayOut
from handrail.channels.email.practice import transport
from handrail.channels.email.sending.backend import send_now, senders
from handrail.channels.email.sending.replies import send_reply
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import Category, Conversation, Message, SendState
from handrail.conversations.verbs import Words, close, redact_passage, reply, restrict
from handrail.conversations.verbs.deleting import erase
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import SYSTEM
from handrail.core.models import Blob
from tests.work import empty_queue, work_until_empty

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(support: Mailbox) -> Conversation:
    connect_mailbox(support, outgoing=WayOut.PRACTICE)
    done = receive(support, mail(message_id="<one@nordlicht.example>"))
    assert done.conversation is not None
    return done.conversation


def answered(conversation: Conversation, by: Agent, text: str) -> PractisedMail:
    words = Words(
        text=text, subject="Lamp", recipients={"to": [{"name": "", "address": "dora@nordlicht.example"}]}
    )
    send_reply(reply(conversation, words=words, by=by.as_actor()).pk, is_last_try=True)
    return PractisedMail.objects.latest("pk")


def test_a_reply_is_sent_nowhere_and_kept(asked: Conversation, ada: Agent) -> None:
    kept = answered(asked, ada, "Empty the cache.")
    assert kept.recipients == ["dora@nordlicht.example"]
    assert Message.objects.get(text="Empty the cache.").send_state == SendState.SENT


@pytest.mark.django_db(transaction=True)
def test_an_admin_answers_as_the_customer_and_the_answer_comes_in(
    asked: Conversation, ada: Agent, olga: Agent, client: Client
) -> None:
    empty_queue()
    kept = answered(asked, ada, "Empty the cache: https://lamp.example/cache")
    close(asked, by=ada.as_actor())
    client.force_login(olga)
    assert (
        "dora@nordlicht.example" in client.get(reverse("practice", args=[kept.mailbox_id])).content.decode()
    )
    page = reverse("practised_mail", args=[kept.mailbox_id, kept.pk])
    assert 'href="https://lamp.example/cache"' in client.get(page).content.decode()

    assert client.post(page, {"words": " "}).status_code == 422
    assert client.post(page, {"words": "It is still white."}).status_code == 302
    work_until_empty()

    came = Message.objects.get(text__startswith="It is still white.")
    assert came.conversation == asked
    assert came.entry.customer == asked.customer
    asked.refresh_from_db()
    assert asked.category == Category.OPEN


def test_only_the_newest_are_kept(asked: Conversation, ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_KEPT", 2)
    first = answered(asked, ada, "One.")
    for text in ("Two.", "Three."):
        answered(asked, ada, text)
    assert PractisedMail.objects.count() == 2
    assert not Blob.objects.filter(key=first.raw_id).exists()


def test_finn_reads_no_mail_of_a_mailbox_that_is_not_his(
    asked: Conversation, ada: Agent, finn: Agent, client: Client
) -> None:
    kept = answered(asked, ada, "Empty the cache.")
    client.force_login(finn)
    for page in (
        reverse("practice", args=[asked.mailbox_id]),
        reverse("practised_mail", args=[asked.mailbox_id, kept.pk]),
    ):
        assert client.get(page).status_code == 404


def test_mail_to_a_colleague_is_read_by_them_and_by_owners(
    asked: Conversation, cleo: Agent, olga: Agent, ben: Agent, client: Client
) -> None:
    send_now(EmailMessage("A new password", "/key/", to=["OLGA@lamp.example"]))
    send_now(EmailMessage("For you", "/key/", to=[cleo.email]))
    hers, own = PractisedMail.objects.order_by("pk")
    listing = reverse("practice", args=[asked.mailbox_id])
    page, mine = (reverse("practised_mail", args=[asked.mailbox_id, one.pk]) for one in (hers, own))
    client.force_login(cleo)
    seen = client.get(listing).content.decode()
    assert page not in seen
    assert mine in seen
    assert client.get(page).status_code == client.post(page, {"words": "As Olga"}).status_code == 404
    client.force_login(olga)
    assert client.get(page).status_code == client.get(mine).status_code == 200


def test_what_was_written_in_a_restricted_conversation_is_read_by_whoever_sees_it(
    asked: Conversation, ada: Agent, cleo: Agent, olga: Agent, client: Client
) -> None:
    kept = answered(asked, ada, "Between us.")
    page = reverse("practised_mail", args=[asked.mailbox_id, kept.pk])
    client.force_login(cleo)
    assert client.get(page).status_code == 200
    restrict(asked, agents=[ada], by=ada.as_actor())
    for agent in (cleo, olga):
        client.force_login(agent)
        assert client.get(page).status_code == client.post(page, {"words": "As Dora"}).status_code == 404
        assert page not in client.get(reverse("practice", args=[asked.mailbox_id])).content.decode()


@pytest.mark.parametrize("way", ["redacted", "erased", "deleted"])
def test_what_is_forgotten_is_not_kept_to_practise(
    asked: Conversation, ada: Agent, cleo: Agent, way: str
) -> None:
    answered(asked, ada, "The door's number is 4711.")
    answered(asked, ada, "Did it open?")  # quotes what was said before
    send_now(EmailMessage("A new password", "/key/", to=[ada.email]))
    if way == "redacted":
        redact_passage(asked, passage="4711", by=cleo.as_actor())
    elif way == "erased":
        erase_words(asked, by=SYSTEM, why="age")
    else:
        erase(asked)
    assert [one.recipients for one in PractisedMail.objects.all()] == [[ada.email]]


def test_mail_to_an_agent_leaves_where_one_does_not_practise(asked: Conversation, billing: Mailbox) -> None:
    connect_mailbox(billing, smtp_host="smtp.lamp.example")
    Connection.objects.filter(mailbox=billing).update(out_error_since=timezone.now())
    assert [one.mailbox for one in senders()] == [billing, asked.mailbox]

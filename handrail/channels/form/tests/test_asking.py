"""What would help and is missing is asked for once, in Dora's language, and nobody waits for it."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AcknowledgementText, Connection
from handrail.channels.email.sending.acknowledging import acknowledge_arrival
from handrail.channels.email.verbs import set_acknowledgement
from handrail.channels.form.intake import process
from handrail.channels.form.models import Form, Submission
from handrail.channels.form.tests.conftest import filled
from handrail.conversations.models import Block, Conversation, Entry, Message
from handrail.core.remembered import forget_remembered
from handrail.routing.hours import Slot, closed_until
from handrail.routing.models import hours_of
from handrail.routing.verbs import set_hours
from handrail.routing.waits import waits_said, when_back
from tests.waits import say_waits

pytestmark = pytest.mark.django_db


def asked() -> list[Message]:
    return list(Message.objects.filter(entry__kind="acknowledged"))


def link(message: Message) -> str:
    found = re.search(r"https?://[^/\s]+(/forms/more/\S+)", message.text)
    assert found
    return found[1]


def test_one_mail_asks_and_the_link_adds_to_the_same_conversation(
    contact: Form, way_out: Connection, client: Client
) -> None:
    client.post("/forms/contact/", filled(lang="fr"))
    conversation = Conversation.objects.get()
    before = {
        name: getattr(conversation, name) for name in ("waiting_since", "status_id", "last_customer_entry")
    }
    (mail,) = asked()
    assert mail.recipient_addresses == ["Dora@Nordlicht.example"]
    assert mail.automatic
    assert mail.language == "fr"
    assert "– Version" in mail.text
    assert f"#{conversation.number}" in mail.subject
    assert "white" not in mail.text  # nothing that was typed comes back
    assert before["waiting_since"] is not None
    assert mail.entry.data["asked"] == ["Version"]
    page = client.get(link(mail))
    assert page.status_code == 200
    assert b"white" not in page.content
    assert b'name="version"' in page.content
    assert b'name="message"' not in page.content
    answer = client.post(link(mail), {"version": "3.2"})
    assert answer.status_code == 302
    conversation.refresh_from_db()
    last = Message.objects.latest("pk")
    assert (last.conversation, last.text) == (conversation, "Version: 3.2")
    assert last.sender["address"] == "Dora@Nordlicht.example"
    assert conversation.waiting_since == before["waiting_since"]
    assert conversation.status_id == before["status_id"]
    client.post(link(mail), {"version": "4"})
    assert Message.objects.filter(text__contains="Version: ").count() == 1
    assert Conversation.objects.count() == 1


def test_it_says_as_the_form_does_when_an_answer_may_come(
    contact: Form, way_out: Connection, client: Client, support: Mailbox
) -> None:
    """Nobody is told on a Saturday that somebody looks at it."""
    now = timezone.now().astimezone(ZoneInfo("Europe/Berlin"))
    soon = (now + timedelta(days=2)).weekday()
    set_hours(support, time_zone="Europe/Berlin", slots=[Slot(soon, 9 * 60, 17 * 60)])
    say_waits(support)
    forget_remembered()
    hours = hours_of(support.pk)
    back = closed_until(hours, now)
    assert hours
    assert back
    for language in ("en", "fr"):
        client.post("/forms/contact/", filled(lang=language))
        told = waits_said(support, "form", language)
        assert when_back(back, hours, language) in told
        assert told in asked()[-1].text
        assert asked()[-1].entry.data["within_hours"] is False
        page = client.get(link(asked()[-1])).content.decode()
        assert "already" not in asked()[-1].text + page


def test_it_stands_for_the_acknowledgement_and_comes_once(
    contact: Form, way_out: Connection, client: Client, support: Mailbox
) -> None:
    text = AcknowledgementText(language="en", subject="Here", within="It is here: {number}")
    set_acknowledgement(support, is_on=True, texts=[text])
    client.post("/forms/contact/", filled())
    first = Entry.objects.get(kind="received")
    assert acknowledge_arrival(first) is None
    process(Submission.objects.get().pk)
    assert len(asked()) == 1


def test_a_form_is_acknowledged_as_its_mailbox_says(
    contact: Form, way_out: Connection, client: Client, support: Mailbox
) -> None:
    text = AcknowledgementText(language="en", subject="Here", within="It is here: {number}")
    set_acknowledgement(support, is_on=True, texts=[text])
    client.post("/forms/contact/", filled(version="3.2"))
    assert not asked()
    assert acknowledge_arrival(Entry.objects.get(kind="received")) is not None
    (mail,) = asked()
    assert mail.text == f"It is here: {Conversation.objects.get().number}"


def test_nobody_is_asked_where_that_would_be_wrong(contact: Form, client: Client, support: Mailbox) -> None:
    client.post("/forms/contact/", filled())
    assert not asked()  # the mailbox cannot send
    Connection.objects.create(mailbox=support, smtp_host="smtp.lamp.example")
    client.post("/forms/contact/", filled(email="noreply@shop.example"))
    client.post("/forms/contact/", filled(email=support.address))
    assert not asked()
    contact.asks_missing = False
    contact.save()
    client.post("/forms/contact/send/", {k: str(v) for k, v in filled().items()})
    assert not asked()


def test_who_types_a_stranger_s_address_again_and_again_makes_us_write_twice_a_day(
    contact: Form, way_out: Connection, client: Client
) -> None:
    for _time in range(5):
        client.post("/forms/contact/send/", {k: str(v) for k, v in filled().items()})
    assert Conversation.objects.count() == 5
    assert len(asked()) == 2


def test_a_forged_link_and_one_to_what_was_erased_lead_nowhere(
    contact: Form, way_out: Connection, client: Client
) -> None:
    client.post("/forms/contact/", filled())
    (mail,) = asked()
    address = link(mail)
    assert client.get(address[:-3] + "xx/").status_code == 404
    assert client.get("/forms/more/a-guess/").status_code == 404
    Submission.objects.all().delete()
    assert client.get(address).status_code == 404


def test_who_is_blocked_is_not_asked(contact: Form, way_out: Connection, client: Client) -> None:
    Block.objects.create(sender="dora@nordlicht.example")
    client.post("/forms/contact/", filled())
    assert Conversation.objects.get().place == "spam"
    assert not asked()

"""A customer who does not answer is reminded once, told when, and then let go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.sending.nudging import time_out_waiting
from handrail.channels.email.sending.replies import send_reply
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import Category, Conversation, Message, SendState
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import Words, note, receive, reply, set_status
from handrail.core.models import AuditEntry, Failure
from handrail.core.zones import zone
from handrail.customers.verbs import find_or_create
from handrail.routing.models import TimeOut, TimeOutText
from handrail.routing.verbs import set_time_out
from tests.cast import Ask
from tests.servers import SmtpServer

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
DAY = timedelta(days=1)
DORA = "dora@nordlicht.example"


@pytest.fixture
def patient(support: Mailbox, smtp_server: SmtpServer) -> Mailbox:
    """The support mailbox reminds after three days and closes after four more."""
    connect_mailbox(support, smtp_host=smtp_server.host, smtp_port=smtp_server.port, smtp_security="none")
    texts = [
        TimeOutText(language="en", subject="Still there?", nudge="We close on {date}.", closing="Closed."),
        TimeOutText(language="ro", subject="Mai sunteți?", nudge="Închidem {date}.", closing="Închis."),
    ]
    set_time_out(support, is_on=True, nudge_after=3, close_after=4, texts=texts)
    return support


@pytest.fixture
def silent(patient: Mailbox, ask: Ask, ada: Agent) -> Conversation:
    """Ada answered three and a half days ago, and waits."""
    conversation = ask(at=timezone.now() - 4 * DAY)
    answer(conversation, ada, timezone.now() - 3.5 * DAY)
    return conversation


def answer(conversation: Conversation, by: Agent, at: datetime) -> None:
    to = default_status(Category.WAITING)
    reply(conversation, words=Words(text="Look."), by=by.as_actor(), then=to, at=at, send=False)


def automatic(conversation: Conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=conversation, automatic=True).order_by("pk"))


def send_all(conversation: Conversation) -> None:
    for message in Message.objects.filter(conversation=conversation, send_state=SendState.QUEUED):
        send_reply(message.pk, is_last_try=False)


def test_first_a_reminder_then_closing(silent: Conversation, smtp_server: SmtpServer) -> None:
    now = timezone.now()
    before = (silent.category, silent.last_activity_at, silent.preview)
    assert time_out_waiting(now) == 1
    assert time_out_waiting(now) == 0
    silent.refresh_from_db()
    assert (silent.category, silent.last_activity_at, silent.preview) == before
    send_all(silent)
    (sent,) = smtp_server.wait_for(1)
    body = sent.get_body(("plain",))
    assert body is not None
    closes = (now + 4 * DAY).astimezone(zone(silent.mailbox.time_zone))
    assert f" {closes.day} " in body.get_content()
    assert sent["Auto-Submitted"] == "auto-replied"
    assert f"#{silent.number}" in sent["Subject"]
    assert smtp_server.envelopes[0][1] == [DORA]

    assert time_out_waiting(now + 3.9 * DAY) == 0
    assert time_out_waiting(now + 4.1 * DAY) == 1
    silent.refresh_from_db()
    assert (silent.category, silent.waiting_since) == (Category.CLOSED, None)
    assert list(silent.entries.order_by("pk").values_list("kind", flat=True))[-3:] == [
        "nudged",
        "timed_out",
        "status_changed",
    ]
    assert automatic(silent)[-1].text == "Closed."


def test_an_answer_or_anything_else_cancels_it(silent: Conversation, ada: Agent) -> None:
    now = timezone.now()
    time_out_waiting(now)
    Message.objects.filter(conversation=silent, automatic=True).update(send_state=SendState.SENT)
    words = Words(text="Yes!", sender={"name": "Dora", "address": DORA})
    receive(silent, words=words, by=silent.customer.as_actor(), at=now + DAY)
    assert time_out_waiting(now + 5 * DAY) == 0
    answer(silent, ada, now + 2 * DAY)
    assert time_out_waiting(now + 4.5 * DAY) == 0
    assert time_out_waiting(now + 5.5 * DAY) == 1  # the next reminder, not the closing
    silent.refresh_from_db()
    assert silent.category == Category.WAITING
    note(silent, words=Words(text="I called her."), by=ada.as_actor(), at=now + 6 * DAY)
    assert time_out_waiting(now + 8 * DAY) == 0


def test_who_still_waits_for_us_is_not_reminded(patient: Mailbox, ask: Ask, ada: Agent) -> None:
    conversation = ask(at=timezone.now() - 4 * DAY)
    to = default_status(Category.WAITING)
    set_status(conversation, to=to, by=ada.as_actor(), at=timezone.now() - 3.5 * DAY)
    assert time_out_waiting() == 0


def test_who_cannot_be_told_is_not_closed(patient: Mailbox, ask: Ask, ada: Agent) -> None:
    machine = find_or_create("no-reply@shop.example", "Shop")
    conversation = ask(by=machine, at=timezone.now() - 4 * DAY)
    answer(conversation, ada, timezone.now() - 3.5 * DAY)
    assert time_out_waiting() == 0
    assert time_out_waiting(timezone.now() + 4.5 * DAY) == 0


def test_a_reminder_that_did_not_leave_closes_nothing(silent: Conversation) -> None:
    time_out_waiting()
    Message.objects.filter(conversation=silent, automatic=True).update(send_state=SendState.FAILED)
    assert time_out_waiting(timezone.now() + 5 * DAY) == 0
    silent.refresh_from_db()
    assert silent.category == Category.WAITING


def test_the_long_silent_and_the_unasked_get_no_mail(
    patient: Mailbox, billing: Mailbox, ask: Ask, ada: Agent, olga: Agent
) -> None:
    for mailbox, days in ((patient, 40), (billing, 3.5)):
        conversation = ask(mailbox=mailbox, at=timezone.now() - (days + 1) * DAY)
        answer(conversation, olga, timezone.now() - days * DAY)
    assert time_out_waiting() == 0
    set_time_out(patient, is_on=False, nudge_after=3, close_after=4, texts=[])
    assert not TimeOut.objects.exists()


def test_one_that_fails_is_shown_and_hinders_no_other(
    silent: Conversation, ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handrail.channels.email.sending import nudging

    other = ask(at=timezone.now() - 3.4 * DAY)
    answer(other, ada, timezone.now() - 3.3 * DAY)
    real = nudging._words

    def broken(conversation: Conversation, date: datetime, *, is_closing: bool) -> Words | None:
        if conversation.pk == silent.pk:
            raise RuntimeError("no words")
        return real(conversation, date, is_closing=is_closing)

    monkeypatch.setattr(nudging, "_words", broken)
    assert time_out_waiting() == 1
    assert Failure.objects.get().subject == f"#{silent.number}"
    monkeypatch.undo()
    assert time_out_waiting() == 1
    assert Failure.objects.get().resolved_at is not None


def test_the_head_says_what_will_come(silent: Conversation, ada: Agent, as_agent: SignIn) -> None:
    address = reverse("conversation", args=[silent.number])
    assert "the customer is reminded on" in as_agent(ada).get(address).content.decode()
    time_out_waiting()
    text = as_agent(ada).get(address).content.decode()
    assert "The customer was reminded. Without an answer this closes on" in text
    assert "was reminded automatically" in text


FORM = {"nudge_after": 5, "close_after": 9, "is_on": "on", "text-0-language": "en"}


def test_a_lead_sets_it_and_others_find_no_such_page(
    support: Mailbox, cleo: Agent, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    address = reverse("mailbox_time_out", args=[support.pk])
    for stranger in (ada, finn):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address, FORM).status_code == 404
    client = as_agent(cleo)
    assert "we close it on {date}" in client.get(address).content.decode()
    assert client.post(address, FORM | {"text-0-language": "de"}).status_code == 422
    lost = client.post(address, FORM | {"text-0-nudge": "Hurry!"})
    assert lost.status_code == 422
    assert "write {date}" in lost.content.decode()
    assert client.post(address, FORM).status_code == 302
    rule = TimeOut.objects.get(mailbox=support)
    assert (rule.nudge_after, rule.close_after) == (5, 9)
    assert "{date}" in TimeOutText.objects.get(mailbox=support).nudge
    assert AuditEntry.objects.filter(action="time-out changed", agent_id=cleo.pk).count() == 1
    client.post(address, {"nudge_after": 5, "close_after": 9, "text-0-language": ""})
    assert not TimeOut.objects.exists()

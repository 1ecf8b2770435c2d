"""A customer is told that their mail has arrived: once, in their language, and never a machine."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.matching.tokens import read_message_id
from handrail.channels.email.models import AcknowledgedOnce, AcknowledgementText, AutomaticMail, IncomingMail
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.sending import acknowledging, breaker
from handrail.channels.email.sending.acknowledging import acknowledge_arrival
from handrail.channels.email.sending.replies import send_reply
from handrail.channels.email.tests.test_bounced import NO_USER, bounced
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.verbs import connect_mailbox, set_acknowledgement
from handrail.conversations.models import Category, Conversation, Entry, Message, SendState
from handrail.conversations.outbox import deliver
from handrail.conversations.queries.searching import search
from handrail.conversations.verbs import Words, assign, begin_sending, is_untouched, merge, reply, send_again
from handrail.customers.verbs import has_bounced
from handrail.routing.hours import Hours, Slot
from handrail.routing.verbs import set_hours
from handrail.routing.waits import when_back
from tests.cast import Ask
from tests.servers import SmtpServer
from tests.waits import SAID, say_waits
from tests.work import empty_queue, work_until_empty

pytestmark = pytest.mark.django_db
DORA = "dora@nordlicht.example"
ENGLISH = "It is here. Its number is #{number}.\n\n{mailbox}"
ROMANIAN = "Mesajul a ajuns la noi. Numărul lui este {number}."
AWAY = "It is here. We are back on {back}."


def begun(done: IncomingMail) -> Conversation:
    """The conversation of a mail, as it is now."""
    assert done.conversation_id is not None
    return Conversation.objects.get(pk=done.conversation_id)


@pytest.fixture
def told(support: Mailbox, smtp_server: SmtpServer) -> Mailbox:
    """The support mailbox, which acknowledges in two languages and can send."""
    connect_mailbox(support, smtp_host=smtp_server.host, smtp_port=smtp_server.port, smtp_security="none")
    texts = [
        AcknowledgementText(language="en", subject="Received [#{number}]", within=ENGLISH, outside=AWAY),
        AcknowledgementText(language="ro", subject="Am primit mesajul", within=ROMANIAN),
    ]
    set_acknowledgement(support, is_on=True, texts=texts)
    return support


def hear(done: IncomingMail) -> list[Message]:
    """What the queue does after a mail was read; returns the acknowledgements of its conversation."""
    assert done.entry_id is not None
    deliver([done.entry_id])
    return list(Message.objects.filter(conversation=done.conversation_id, entry__kind="acknowledged"))


def test_a_first_mail_is_acknowledged_and_everything_else_stays(
    told: Mailbox, ada: Agent, smtp_server: SmtpServer
) -> None:
    done = receive(
        told, mail("BUY PILLS at evil.example", subject="CHEAP PILLS", message_id="<one@x.example>")
    )
    before = begun(done)
    (message,) = hear(done)
    send_reply(message.pk, is_last_try=False)
    after = Conversation.objects.get(pk=before.pk)
    for name in ("status_id", "waiting_since", "preview", "last_customer_entry", "last_activity_at"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.waiting_since is not None
    assert (message.entry.public, message.entry.actor_kind, message.automatic) == (True, "system", True)
    assert is_untouched(after)
    (sent,) = smtp_server.wait_for(1)
    message.refresh_from_db()
    assert message.send_state == SendState.SENT
    assert sent["Subject"] == f"Received [#{after.number}]"
    assert f"#{after.number}" in message.text
    assert (sent["In-Reply-To"], sent["References"]) == ("<one@x.example>", "<one@x.example>")
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["X-Auto-Response-Suppress"] == "All"
    assert sent["X-Handrail"]
    assert sent["Precedence"] is sent["List-Unsubscribe"] is None
    assert read_message_id(str(sent["Message-ID"]), settings.SECRET_KEY) == str(message.pk)
    assert smtp_server.envelopes[0] == (told.address, [DORA])


def test_nothing_of_the_mail_comes_back(told: Mailbox, smtp_server: SmtpServer) -> None:
    raw = mail("XYZZY words", sender=f'"XYZZY pills" <{DORA}>', subject="XYZZY subject")
    (message,) = hear(receive(told, raw))
    send_reply(message.pk, is_last_try=False)
    smtp_server.wait_for(1)
    assert b"XYZZY" not in smtp_server.raw[0]
    assert DORA.encode() in smtp_server.raw[0]


def test_another_handrail_and_we_ourselves_see_a_machine(told: Mailbox, smtp_server: SmtpServer) -> None:
    (message,) = hear(receive(told, mail()))
    send_reply(message.pk, is_last_try=False)
    smtp_server.wait_for(1)
    assert read_mail(smtp_server.raw[0], installation="another one").kind == "auto_reply"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Bună ziua, după actualizare pagina rămâne albă și nu mai pot lucra deloc.", "ro"),
        ("Guten Tag, seit dem Update bleibt die ganze Seite leider weiß.", "en"),  # the mailbox's own
        ("1234", "en"),
    ],
)
def test_it_speaks_the_language_of_the_mail(told: Mailbox, words: str, language: str) -> None:
    (message,) = hear(receive(told, mail(words)))
    assert message.language == language
    number = message.conversation.number
    assert f"#{number}" in message.subject
    assert str(number) in message.text


def test_outside_hours_it_says_when_people_are_back(told: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hours(told, time_zone="Europe/Berlin", slots=[Slot(day, 540, 1020) for day in range(5)])
    friday_night = datetime(2026, 11, 27, 21, tzinfo=UTC)
    done = receive(told, mail())
    assert done.entry_id is not None
    Entry.objects.filter(pk=done.entry_id).update(at=friday_night)
    monkeypatch.setattr(timezone, "now", lambda: friday_night + timedelta(minutes=1))
    (message,) = hear(done)
    assert message.text == "It is here. We are back on Monday 30 November, 09:00 (GMT+01:00)."
    assert message.entry.data["within_hours"] is False


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Monday 30 November, 09:00 (GMT+01:00)"),
        ("de", "Mo., 30. November, 09:00 (GMT+01:00)"),
        ("ja", "11月30日月曜日 9:00 (GMT+01:00)"),
        ("ar", "الاثنين، 30 نوفمبر، 09:00 (غرينتش+01:00)"),  # with its own comma
        ("xx", "2026-11-30 09:00+01:00"),
    ],
)
def test_a_time_is_written_as_each_language_does_and_never_in_english_elsewhere(
    language: str, words: str
) -> None:
    hours = Hours(ZoneInfo("Europe/Berlin"), (Slot(0, 540, 1020),))
    assert when_back(datetime(2026, 11, 30, 8, tzinfo=UTC), hours, language) == words


def test_within_hours_it_says_the_other(told: Mailbox) -> None:
    set_hours(told, time_zone="UTC", slots=[Slot(day, 0, 1440) for day in range(7)])
    (message,) = hear(receive(told, mail()))
    assert message.entry.data["within_hours"] is True
    assert "It is here. Its number" in message.text


def test_once_in_a_conversation_however_often_it_is_heard(told: Mailbox) -> None:
    done = receive(told, mail(message_id="<one@nordlicht.example>"))
    assert len(hear(done)) == 1
    assert len(hear(done)) == 1
    again = receive(told, mail("Hello?", references="<one@nordlicht.example>"))
    assert again.conversation == done.conversation
    assert len(hear(again)) == 1
    assert again.entry is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        AcknowledgedOnce.objects.create(conversation=begun(done), entry=again.entry)


MACHINES: list[dict[str, str]] = [
    {"Auto_Submitted": "auto-replied"},
    {"List_Id": "<a.example>"},
    {"Return_Path": "<>"},
    {"Precedence": "bulk"},
    {"sender": "no-reply@nordlicht.example"},
    {"sender": "mailer-daemon@nordlicht.example"},
    {"sender": "Billing <billing@lamp.example>"},  # our own mailboxes, by any name
    {"sender": "help@lamp.example"},
    {"sender": "billing+x@lamp.example"},
    {"sender": "Ada <ADA@lamp.example>"},  # and our agents
    {"sender": "ada+home@lamp.example"},
    {"Date": "Mon, 23 Nov 2020 09:00:00 +0000"},  # it lay in the mailbox when we were connected
]


@pytest.mark.parametrize("headers", MACHINES, ids=lambda headers: "-".join(headers.values()))
def test_who_is_never_told(told: Mailbox, billing: Mailbox, ada: Agent, headers: dict[str, str]) -> None:
    Mailbox.objects.filter(pk=billing.pk).update(aliases=["help@lamp.example"])
    assert hear(receive(told, mail(**headers))) == []
    assert not AutomaticMail.objects.exists()


@pytest.mark.parametrize(("result", "count"), [("dmarc=fail", 0), ("dmarc=pass", 1), ("spf=fail", 0)])
def test_a_forged_sender_gets_none(told: Mailbox, result: str, count: int) -> None:
    Mailbox.objects.filter(pk=told.pk).update(trusted_authserv_id="mx.lamp.example")
    told.refresh_from_db()
    done = receive(
        told, mail(Authentication_Results=f"mx.lamp.example; {result} header.from=nordlicht.example")
    )
    assert len(hear(done)) == count


def test_what_is_imported_is_never_told(told: Mailbox) -> None:
    kept = keep(told, mail(Date=format_datetime(timezone.now())), Origin("file", import_batch=uuid.uuid4()))
    assert hear(process(kept.pk)) == []


def test_what_an_agent_forwards_is_never_told(told: Mailbox, ada: Agent) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = f"Dora <{DORA}>", "Lamp"
    inner.set_content("It blinks.")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = ada.email, told.address, "Fwd: Lamp"
    outer.set_content("For you")
    outer.add_attachment(inner)
    done = receive(told, outer.as_bytes())
    assert done.conversation is not None
    assert done.conversation.customer.addresses.get().value == DORA
    assert hear(done) == []


def test_what_joined_or_moved_or_was_answered_is_never_told(told: Mailbox, ask: Ask, ada: Agent) -> None:
    merged = receive(told, mail())
    assert merged.conversation is not None
    merge(merged.conversation, into=ask())
    assert hear(IncomingMail.objects.get(pk=merged.pk)) == []
    grown, part = receive(told, mail(sender="ida@x.example")), receive(told, mail(sender="ida@x.example"))
    merge(begun(part), into=begun(grown))
    assert hear(grown) == []
    stranger = receive(told, mail(sender="eve@x.example", message_id="<s@x.example>"))
    assert stranger.entry is not None
    answers = receive(told, mail(sender="finn@x.example", references="<s@x.example>"))
    assert answers.conversation != stranger.conversation
    assert hear(answers) == []
    answered = receive(told, mail(sender="emil@x.example"))
    assert answered.conversation is not None
    words = Words(text="Done.", recipients={"to": [{"name": "", "address": "emil@x.example"}]})
    reply(answered.conversation, words=words, by=ada.as_actor())
    assert hear(answered) == []


def test_an_agent_who_is_quick_with_other_things_is_no_obstacle(told: Mailbox, ada: Agent) -> None:
    done = receive(told, mail())
    assert done.conversation is not None
    assign(done.conversation, to=ada, by=ada.as_actor())
    assert len(hear(done)) == 1


def test_an_acknowledged_conversation_can_still_be_merged(told: Mailbox) -> None:
    first, second = receive(told, mail()), receive(told, mail())
    for done in (first, second):
        assert len(hear(done)) == 1
    assert first.conversation is not None
    assert second.conversation is not None
    merge(first.conversation, into=second.conversation)
    assert Message.objects.filter(conversation=second.conversation, automatic=True).count() == 2
    assert begun(second).preview == "The page stays white."


def test_a_mailbox_that_does_not_want_it_is_silent(support: Mailbox) -> None:
    assert hear(receive(support, mail())) == []
    set_acknowledgement(
        support, is_on=False, texts=[AcknowledgementText(language="en", subject="x", within="y")]
    )
    assert hear(receive(support, mail())) == []


def test_a_mailbox_that_cannot_send_does_not_try(told: Mailbox) -> None:
    connect_mailbox(told, smtp_host="")
    assert hear(receive(told, mail())) == []


def test_a_worker_killed_while_it_was_sent_leaves_unknown_and_nobody_is_bothered(
    told: Mailbox, smtp_server: SmtpServer
) -> None:
    done = receive(told, mail())
    (message,) = hear(done)
    begin_sending(begun(done), entry=message.pk, message_id="x@lamp.example")
    send_reply(message.pk, is_last_try=False)  # the job that a new worker took over
    message.refresh_from_db()
    assert message.send_state == SendState.UNKNOWN
    assert smtp_server.raw == []
    assert not begun(done).entries.filter(kind="status_changed").exists()


def test_an_evil_machine_without_headers_gets_two_a_day(told: Mailbox, smtp_server: SmtpServer) -> None:
    """It answers each mail with a new subject, a new id and no reference, as if a person began anew."""
    for count in range(8):
        done = receive(told, mail(f"I am away until Monday. {count}", subject=f"Away {count}"))
        for message in hear(done):
            send_reply(message.pk, is_last_try=False)
    assert Conversation.objects.count() == 8
    assert len(smtp_server.raw) == 2


def test_whoever_forges_senders_fills_no_strangers_post(
    told: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finn writes as dora+1, dora+2, …: all of them are Dora's. And as thousands: few of them hear of us."""
    counts = [len(hear(receive(told, mail(sender=f"dora+{one}@nordlicht.example")))) for one in range(4)]
    assert counts == [1, 1, 0, 0]
    monkeypatch.setattr(breaker, "MOST_UNPROVEN", 4)
    counts = [len(hear(receive(told, mail(sender=f"v{one}@brume.example")))) for one in range(4)]
    assert counts == [1, 1, 0, 0]
    told.trusted_authserv_id = "mx.lamp.example"
    told.save()
    proven = {"Authentication_Results": "mx.lamp.example; dmarc=pass"}
    assert len(hear(receive(told, mail(sender="emil@brume.example", **proven)))) == 1


def test_search_does_not_know_it_and_it_is_no_first_answer(told: Mailbox, ada: Agent) -> None:
    (message,) = hear(receive(told, mail()))
    assert search(ada, "number").hits == []
    assert not message.conversation.entries.filter(kind="replied").exists()


def test_an_answer_to_it_comes_home(told: Mailbox, smtp_server: SmtpServer) -> None:
    done = receive(told, mail())
    send_reply(hear(done)[0].pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    back = receive(told, mail("One more thing.", references=str(sent["Message-ID"])))
    assert back.conversation == done.conversation


def test_its_bounce_is_told_as_of_a_reply(told: Mailbox, smtp_server: SmtpServer) -> None:
    (message,) = hear(receive(told, mail()))
    send_reply(message.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    done = receive(told, bounced(str(sent["Message-ID"]), NO_USER))
    assert done.conversation == message.conversation
    assert done.entry is not None
    assert done.entry.kind == "bounced"
    assert has_bounced(DORA)
    message.refresh_from_db()
    assert message.send_state == SendState.FAILED
    assert hear(receive(told, bounced("<hr.1.aaaaaaaaaaaaaaaaaaaaaaaaaa@lamp.example>"))) == []


def test_one_that_cannot_leave_changes_no_status(told: Mailbox, ada: Agent, smtp_server: SmtpServer) -> None:
    smtp_server.refuse_with = "550 5.7.1 no"
    (message,) = hear(receive(told, mail()))
    conversation = message.conversation
    Conversation.objects.filter(pk=conversation.pk).update(category=Category.WAITING, waiting_since=None)
    send_reply(message.pk, is_last_try=False)
    conversation.refresh_from_db()
    assert (conversation.category, conversation.waiting_since) == (Category.WAITING, None)
    failed = conversation.entries.get(kind="send_failed")
    assert failed.data["automatic"] is True
    assert not send_again(conversation, entry=message.pk, by=ada.as_actor())


def test_what_goes_wrong_leaves_nothing_half_done(told: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(acknowledging, "note_automatic", broken)
    done = receive(told, mail())
    assert done.entry is not None
    with pytest.raises(RuntimeError), transaction.atomic():
        acknowledge_arrival(done.entry)
    assert not AcknowledgedOnce.objects.exists()
    assert not Message.objects.filter(automatic=True).exists()


@pytest.mark.django_db(transaction=True)
def test_the_queue_does_all_of_it(told: Mailbox, smtp_server: SmtpServer) -> None:
    empty_queue()
    receive(told, mail())
    work_until_empty()
    (sent,) = smtp_server.wait_for(1)
    assert sent["Auto-Submitted"] == "auto-replied"
    work_until_empty()
    assert len(smtp_server.raw) == 1


def test_it_may_say_how_long_a_first_answer_takes(told: Mailbox) -> None:
    texts = [AcknowledgementText(language="en", subject="Received", within="It is here. {wait}")]
    set_acknowledgement(told, is_on=True, texts=texts)
    say_waits(told, "email")
    (message,) = hear(receive(told, mail("White page", message_id="<wait@x.example>")))
    assert SAID in message.text


def test_in_a_language_without_words_for_it_nothing_is_said_of_waits(told: Mailbox) -> None:
    texts = [AcknowledgementText(language="ja", subject="受信", within="届きました。{wait}")]
    set_acknowledgement(told, is_on=True, texts=texts)
    say_waits(told, "email")
    (message,) = hear(receive(told, mail("White page", message_id="<wait@x.example>")))
    assert message.text.strip() == "届きました。"

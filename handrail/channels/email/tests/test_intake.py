"""From raw bytes to the timeline: kept, matched, never lost, never twice."""

from __future__ import annotations

import uuid
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.matching.tokens import make_message_id
from handrail.channels.email.models import IncomingMail, MailState
from handrail.conversations.models import Category, Conversation, Message
from handrail.conversations.verbs import Words, close, reply
from handrail.core import blobs
from handrail.core.installation import installation_id
from handrail.core.models import Failure

pytestmark = pytest.mark.django_db


def mail(
    text: str = "The page stays white.",
    *,
    sender: str = "Dora <dora@nordlicht.example>",
    message_id: str = "",
    references: str = "",
    **headers: str,
) -> bytes:
    """A plain mail to support@lamp.example."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = headers.pop("to", "support@lamp.example")
    message["Subject"] = headers.pop("subject", "White page")
    message["Message-ID"] = message_id or f"<{uuid.uuid4()}@nordlicht.example>"
    if references:
        message["In-Reply-To"] = message["References"] = references
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def receive(mailbox: Mailbox, raw: bytes) -> IncomingMail:
    kept = keep(mailbox, raw, Origin("imap"))
    assert kept is not None
    return process(kept.pk)


def answer(conversation: Conversation, ada: Agent, cc: tuple[str, ...] = ()) -> str:
    """Ada answers; returns the signed Message-ID her mail goes out with."""
    recipients = {
        "to": [{"name": "Dora", "address": "dora@nordlicht.example"}],
        "cc": [{"name": "", "address": address} for address in cc],
    }
    entry = reply(
        conversation, words=Words(text="Empty the cache.", recipients=recipients), by=ada.as_actor()
    )
    return f"<{make_message_id(str(entry.pk), 'lamp.example', settings.SECRET_KEY)}>"


def test_a_mail_begins_a_conversation_and_keeps_its_raw_form(support: Mailbox) -> None:
    raw = mail(subject="Lampa nu mai pornește", Reply_To="team@nordlicht.example")
    done = receive(support, raw)
    assert done.state == MailState.ACCEPTED
    conversation = done.conversation
    assert conversation is not None
    assert conversation.subject == "Lampa nu mai pornește"
    assert conversation.customer.name == "Dora"
    message = conversation.messages.get()
    assert message.text.strip() == "The page stays white."
    assert message.raw_id is not None
    assert blobs.open_bytes(message.raw_id) == raw
    assert message.recipients["reply_to"] == [{"name": "", "address": "team@nordlicht.example"}]


def test_an_answer_to_our_reply_is_appended(support: Mailbox, ada: Agent) -> None:
    conversation = receive(support, mail()).conversation
    assert conversation is not None
    ours = answer(conversation, ada)
    close(conversation, by=ada.as_actor())
    again = receive(support, mail("Thanks, it works!", references=ours, subject="Something else entirely"))
    assert again.conversation == conversation
    conversation.refresh_from_db()
    assert conversation.category == Category.OPEN
    assert [entry.kind for entry in conversation.entries.order_by("pk")] == [
        "received",
        "replied",
        "status_changed",
        "received",
        "status_changed",
    ]


def test_a_forged_signature_begins_a_conversation_of_its_own(support: Mailbox, ada: Agent) -> None:
    conversation = receive(support, mail()).conversation
    assert conversation is not None
    ours = answer(conversation, ada)
    forged = ours.replace("<", "<x", 1)
    for references in (forged, ours[:-20] + "aaaa" + ours[-16:], "<1.aaaa@lamp.example>"):
        stray = receive(support, mail("Let me in", sender="finn@elsewhere.example", references=references))
        assert stray.conversation != conversation


def test_a_stranger_with_a_real_reference_begins_their_own(support: Mailbox, ada: Agent) -> None:
    conversation = receive(support, mail()).conversation
    assert conversation is not None
    ours = answer(conversation, ada, cc=("emil@brume.example",))
    stranger = receive(support, mail("Me too", sender="finn@elsewhere.example", references=ours))
    assert stranger.conversation != conversation
    copied = receive(support, mail("I was in Cc", sender="Emil <emil@brume.example>", references=ours))
    assert copied.conversation == conversation
    assert copied.entry is not None
    assert copied.entry.actor_label == "Emil"


def test_a_second_mail_of_the_customer_follows_the_first(support: Mailbox, billing: Mailbox) -> None:
    first = receive(support, mail(message_id="<one@nordlicht.example>"))
    second = receive(support, mail("I forgot the log.", references="<one@nordlicht.example>"))
    assert second.conversation == first.conversation
    other = receive(support, mail("Hm", sender="finn@x.example", references="<one@nordlicht.example>"))
    assert other.conversation != first.conversation
    elsewhere = receive(billing, mail("An invoice", references="<one@nordlicht.example>"))
    assert elsewhere.conversation != first.conversation


def test_the_subject_alone_joins_nothing(support: Mailbox) -> None:
    assert (
        receive(support, mail()).conversation != receive(support, mail(subject="Re: White page")).conversation
    )


def test_the_same_mail_twice_is_one(support: Mailbox) -> None:
    raw = mail(message_id="<one@nordlicht.example>")
    first, second = receive(support, raw), receive(support, raw)
    by_another_route = b"Received: from relay.example\r\n" + raw
    third = receive(support, by_another_route)
    assert [first.state, second.state, third.state] == ["accepted", "duplicate", "duplicate"]
    assert third.conversation == first.conversation
    assert Message.objects.count() == 1


def test_one_message_id_with_other_words_is_another_mail(support: Mailbox) -> None:
    receive(support, mail("One", message_id="<same@broken.example>"))
    assert receive(support, mail("Two", message_id="<same@broken.example>")).state == MailState.ACCEPTED


def test_what_cannot_be_read_is_held_and_can_be_processed_again(support: Mailbox) -> None:
    for raw in (b"", b" \r\n"):
        held = receive(support, raw)
        assert held.state == MailState.HELD
        assert held.reason
        assert blobs.open_bytes(held.raw_id) == raw
        assert process(held.pk).attempts == 2
    assert not Conversation.objects.exists()


def test_a_mail_without_a_sender_is_there_though_nobody_can_be_answered(support: Mailbox) -> None:
    raws = [mail(text).replace(b"From: Dora <dora@nordlicht.example>\n", b"") for text in ("One", "Two")]
    first, second = (receive(support, raw) for raw in raws)
    assert first.state == second.state == MailState.ACCEPTED
    assert first.conversation is not None
    assert second.conversation is not None
    assert first.conversation.customer != second.conversation.customer
    assert not first.conversation.customer.addresses.exists()


def test_a_character_no_database_keeps_is_left_out(support: Mailbox) -> None:
    raw = mail("Hello \x00 there", subject="x").replace(b"Subject: x", b"Subject: =?utf-8?q?nul=00here?=")
    raw = raw.replace(b"From: Dora", b"From: =?utf-8?q?Do=00ra?=")
    done = receive(support, raw)
    assert done.state == MailState.ACCEPTED
    assert done.conversation is not None
    assert done.conversation.subject == "nulhere"


def test_our_own_mail_coming_back_is_held(support: Mailbox) -> None:
    held = receive(support, mail(X_Handrail=installation_id()))
    assert held.state == MailState.HELD
    assert "forwarding rule" in held.reason


def test_a_fault_of_ours_is_shown_and_the_mail_stays(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(support, mail(), Origin("imap"))
    assert kept is not None
    with monkeypatch.context() as patch:
        patch.setattr("handrail.channels.email.recording.find_or_create", lambda *a, **k: 1 / 0)
        assert process(kept.pk).state == MailState.FAILED
    assert Failure.objects.get(resolved_at=None).subject == str(kept.pk)
    assert process(kept.pk).state == MailState.ACCEPTED
    assert not Failure.objects.filter(resolved_at=None).exists()
    assert process(kept.pk).state == MailState.ACCEPTED
    assert Message.objects.count() == 1


def test_an_out_of_office_does_not_open_what_is_closed(support: Mailbox, ada: Agent) -> None:
    conversation = receive(support, mail()).conversation
    assert conversation is not None
    ours = answer(conversation, ada)
    close(conversation, by=ada.as_actor())
    away = receive(support, mail("I am away", references=ours, Auto_Submitted="auto-replied"))
    assert away.conversation == conversation
    conversation.refresh_from_db()
    assert conversation.category == Category.CLOSED
    assert away.kind == "auto_reply"


def test_importing_keeps_dates_and_batch_and_sends_nothing(support: Mailbox, tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(
        mail("Later", references="<one@x.example>", Date="Tue, 03 Feb 2015 10:00:00 +0100")
    )
    (tmp_path / "c.eml").write_bytes(
        mail("First", message_id="<one@x.example>", Date="Mon, 02 Feb 2015 10:00:00 +0100")
    )
    (tmp_path / "d.eml").write_bytes(b"")
    batch = uuid.uuid4()
    results = list(import_mails(oldest_first([tmp_path]), support, batch))
    assert sorted(result.status for result in results) == ["accepted", "accepted", "held"]
    conversation = Conversation.objects.get()
    assert conversation.import_batch == batch
    assert conversation.created_at.isoformat() == "2015-02-02T09:00:00+00:00"
    assert [entry.at.day for entry in conversation.entries.order_by("pk")] == [2, 3]
    assert set(Message.objects.values_list("import_batch", flat=True)) == {batch}
    assert set(results[0].as_json()) == {"path", "message_id", "status", "conversation", "kind", "reason"}
    twice = list(import_mails(oldest_first([tmp_path]), support, uuid.uuid4()))
    assert sorted(result.status for result in twice) == ["duplicate", "duplicate", "held"]


@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_comes_in_is_kept_byte_for_byte(support: Mailbox, raw: bytes) -> None:
    done = receive(support, raw)
    assert done.state in (MailState.ACCEPTED, MailState.HELD, MailState.DUPLICATE)
    assert blobs.open_bytes(done.raw_id) == raw


@how(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=300), subject=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=80)
)
def test_any_words_come_through_the_whole_door(support: Mailbox, text: str, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "dora@nordlicht.example", "support@lamp.example"
    message["Subject"] = subject
    message.set_content(text.encode("utf-8", "replace").decode(), cte="base64")
    assert receive(support, message.as_bytes()).state in (MailState.ACCEPTED, MailState.DUPLICATE)


def html_mail(new: str, quoted: str, *, plain: str = "") -> bytes:
    """A mail in HTML, with a plain version beside it or without."""
    message = EmailMessage()
    message["From"], message["To"] = "Dora <dora@nordlicht.example>", "support@lamp.example"
    message["Message-ID"] = f"<{uuid.uuid4()}@nordlicht.example>"
    if plain:
        message.set_content(plain)
    quotation = f'On Monday:<blockquote class="gmail_quote">{quoted}</blockquote>'
    html = f'<p>{new}</p><div class="gmail_quote">{quotation}</div>'
    (message.add_alternative if plain else message.set_content)(html, subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize("plain", ["", "Still white.\n\nOn Monday:\nEmpty the cache."])
def test_an_html_mail_shows_what_is_new_and_folds_what_it_quotes(support: Mailbox, plain: str) -> None:
    receive(support, html_mail('Still white: <img src="cid:shot">', "Empty the <b>cache</b>", plain=plain))
    message = Message.objects.get()
    assert message.html == '<p>Still white: <img data-cid="shot"></p>'
    assert "Empty the <b>cache</b>" in message.quoted_html
    assert (message.text, "Empty the cache" in message.quoted) == ("Still white:", True)


def test_words_are_told_by_the_new_ones_in_which_language_they_are(support: Mailbox) -> None:
    answer = "Die Seite bleibt leider immer noch weiß.\n\nOn Mon, 2 Jun 2025, Ada <ada@lamp.example> wrote:\n"
    receive(support, mail(answer + "> Please empty the cache, and then open the page once more.\n" * 9))
    receive(support, mail("4711", Content_Language="de"))
    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == ["de", None]

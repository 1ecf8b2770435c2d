"""Who wrote a mail that was forwarded to us: by a group, a list, or by hand in any language."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.reading.forwards import find_forward
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.reader import read_mail
from handrail.conversations.models import Message
from handrail.conversations.queries.recipients import recipients_of

GMAIL = """{note}

---------- Forwarded message ---------
{0}: Dora <dora@x.example>
{1}: Mon, 5 Jan 2026
{2}: White page
{3}: <ada@lamp.example>


The page stays white.
"""
OUTLOOK = """{note}

{0}: Dora [mailto:dora@x.example]
{1}: Monday, 5 January 2026 09:00
{3}: Ada; Ben
{2}: White page

The page stays white.
"""
THUNDERBIRD = """{note}

-------- {4} --------
{2}: \tWhite page
{1}: \tMon, 5 Jan 2026
{0}: \tDora <dora@x.example>
{3}: \tada@lamp.example

The page stays white.
"""
APPLE = """{note}

> Begin forwarded message:
>
> *{0}: *Dora <dora@x.example>
> *{2}: *White page
> *{1}: *5 January 2026
> *{3}: *ada@lamp.example
>
> The page stays white.
"""
LABELS = {
    "en": ("From", "Date", "Subject", "To", "Forwarded Message", "Fwd: "),
    "de": ("Von", "Gesendet", "Betreff", "An", "Weitergeleitete Nachricht", "WG: "),
    "fr": ("De", "Envoyé", "Objet", "À", "Message transféré", "TR: "),
    "es": ("De", "Enviado", "Asunto", "Para", "Mensaje reenviado", "RV: "),
    "it": ("Da", "Inviato", "Oggetto", "A", "Messaggio Inoltrato", "I: "),
    "pl": ("Od", "Wysłano", "Temat", "Do", "Wiadomość przekazana", "PD: "),
    "ru": ("От", "Дата", "Тема", "Кому", "Пересылаемое сообщение", "FW: "),
    "tr": ("Kimden", "Tarih", "Konu", "Kime", "İletilmiş Mesaj", "İlt: "),
    "ja": ("差出人", "送信日時", "件名", "宛先", "転送されたメッセージ", "FW: "),
    "ro": ("De la", "Trimis", "Subiect", "Către", "Mesaj redirecționat", "Fwd: "),
}


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("form", [GMAIL, OUTLOOK, THUNDERBIRD, APPLE])
def test_a_forward_by_hand_is_taken_apart(form: str, language: str) -> None:
    labels = LABELS[language]
    found = find_forward(f"{labels[5]}White page", form.format(*labels, note="Please help her."), ())
    assert found is not None
    assert (found.sender.name, found.sender.address) == ("Dora", "dora@x.example")
    assert found.note == "Please help her."
    assert found.text.strip() == "The page stays white."


def test_a_quoted_mail_is_no_forward() -> None:
    text = OUTLOOK.format(*LABELS["en"], note="It works, thanks.")
    assert find_forward("RE: White page", text, ()) is None
    assert find_forward("Fwd: White page", "From: the beginning\nit was broken.", ()) is None
    assert find_forward("Fwd: White page", "From: Dora\nSent: Monday\nTo: Ada\n\nNo address.", ()) is None


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str, subject: str) -> None:
    find_forward(f"Fwd: {subject}", text, ())


@pytest.mark.parametrize("line", ["-" * 190, "From:" + " " * 50_000, "From: " + "<" * 50_000, "- " * 90])
def test_hostile_lines_take_no_time(line: str) -> None:
    begin = time.perf_counter()
    find_forward("Fwd: x", "\n".join([line] * 400), ())
    assert time.perf_counter() - begin < 1


def letter(**headers: str) -> Letter:
    return read_mail(raw(**headers))


def raw(text: str = "Hello.", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in ({"To": "support@lamp.example", "Subject": "Lamp"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "'Dora' via Support <support@lamp.example>", "X-Original-Sender": "dora@x.example"},
        {"From": "Support <support@lamp.example>", "X-Original-From": "Dora <dora@x.example>"},
        {"From": "Dora via Friends <friends@list.example>", "Reply-To": "Dora <dora@x.example>"},
        {"From": "Dora via Friends <dora=x.example@list.example>", "List-Id": "<friends.list.example>"},
    ],
)
def test_a_rewritten_from_hides_nobody(headers: dict[str, str]) -> None:
    found = letter(**headers).original_sender
    assert found is not None
    assert (found.name, found.address) == ("Dora", "dora@x.example")


def test_who_writes_for_themselves_has_no_one_behind() -> None:
    assert letter(From="Dora <dora@x.example>", X_Original_Sender="dora@x.example").original_sender is None
    assert letter(From="Dora <dora@x.example>", Reply_To="team@x.example").original_sender is None
    assert letter(From="a=b.example@x.example").original_sender is None


@pytest.mark.django_db
def test_an_agents_forward_begins_the_customers_conversation_with_a_note(
    support: Mailbox, ada: Agent
) -> None:
    text = GMAIL.format(*LABELS["en"], note="Please help her.")
    done = process(
        keep(support, raw(text, From="Ada <ada@lamp.example>", Subject="Fwd: White page"), Origin("imap")).pk
    )
    conversation = done.conversation
    assert conversation is not None
    assert conversation.customer.name == "Dora"
    said, noted = conversation.messages.order_by("pk")
    assert said.text.strip() == "The page stays white."
    assert (noted.direction, noted.text) == ("note", "Please help her.")
    assert (noted.entry.actor_label, noted.entry.agent) == ("Ada", None)
    reached = recipients_of([said], [], support.own_addresses)
    assert [person["address"] for person in (*reached.to, *reached.cc)] == ["dora@x.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(("dmarc", "customer", "by"), [("pass", "Dora", "Ada"), ("fail", "Ada", "")])
def test_only_a_proven_agent_writes_the_note_as_an_agent(
    support: Mailbox, ada: Agent, dmarc: str, customer: str, by: str
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(trusted_authserv_id="mx.lamp.example")
    headers = {"From": "Ada <ada@lamp.example>", "Subject": "Fwd: White page"}
    headers["Authentication-Results"] = f"mx.lamp.example; dmarc={dmarc}"
    mail = raw(GMAIL.format(*LABELS["en"], note="Please help her."), **headers)
    conversation = process(keep(support, mail, Origin("imap")).pk).conversation
    assert conversation is not None
    assert conversation.customer.name == customer
    notes = conversation.messages.filter(direction="note")
    assert [note.entry.agent for note in notes] == ([ada] if by else [])


@pytest.mark.django_db
def test_a_customers_forward_stays_the_customers(support: Mailbox) -> None:
    mail = raw(
        GMAIL.format(*LABELS["en"], note="See below."), From="emil@y.example", Subject="Fwd: White page"
    )
    conversation = process(keep(support, mail, Origin("imap")).pk).conversation
    assert conversation is not None
    assert conversation.customer.addresses.get().value == "emil@y.example"
    Mailbox.objects.filter(pk=support.pk).update(forwarders=["y.example"])
    again = process(keep(support, mail + b"\n\nTwice.", Origin("imap")).pk).conversation
    assert again is not None
    assert again.customer.addresses.get().value == "dora@x.example"


@pytest.mark.django_db
def test_an_attached_mail_is_the_customers_own(support: Mailbox, ada: Agent) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Dora <dora@x.example>", "White page"
    inner["Message-ID"] = "<1@x.example>"
    inner.set_content("The page stays white.")
    outer["From"], outer["To"], outer["Subject"] = (
        "ada@lamp.example",
        "support@lamp.example",
        "Fwd: White page",
    )
    outer.set_content("Who takes this?")
    outer.add_attachment(inner)
    conversation = process(keep(support, outer.as_bytes(), Origin("imap")).pk).conversation
    assert conversation is not None
    assert conversation.customer.name == "Dora"
    assert conversation.subject == "White page"
    assert Message.objects.get(direction="in").text.strip() == "The page stays white."


@pytest.mark.django_db
def test_a_form_on_our_own_site_speaks_for_who_filled_it_in(support: Mailbox) -> None:
    mail = raw(From="support@lamp.example", Reply_To="Dora <dora@x.example>")
    conversation = process(keep(support, mail, Origin("imap")).pk).conversation
    assert conversation is not None
    assert conversation.customer.name == "Dora"

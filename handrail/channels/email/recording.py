"""From a mail that was read to the timeline: who wrote, which conversation, which words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.channels.email.letters import Letter, Person
from handrail.channels.email.matching import find_conversation
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.new_words import new_words
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import File, Words, receive, start
from handrail.core import blobs
from handrail.core.language import detect_language
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

AUTOMATIC = {"auto_reply", "bounce", "loop"}


def record_letter(mail: IncomingMail, letter: Letter) -> tuple[Conversation, int]:
    """Append what the mail says to the conversation it continues, or begin one; returns it and the entry."""
    words, at = _words(mail, letter), _arrival(mail, letter)
    sender = letter.sender
    customer = find_or_create(sender.address, sender.name, import_batch=mail.import_batch, created_at=at)
    automatic = letter.kind in AUTOMATIC
    by = customer.as_actor(letter.sender.name or letter.sender.address)
    match = find_conversation(letter, mail.mailbox, customer)
    if match:
        entry = receive(match.conversation, words=words, by=by, at=at, automatic=automatic)
        return match.conversation, entry.pk
    conversation = _start(mail, customer, words, at, automatic)
    return conversation, conversation.last_customer_entry


def _start(
    mail: IncomingMail, customer: Customer, words: Words, at: datetime, automatic: bool
) -> Conversation:
    return start(
        mail.mailbox,
        customer=customer,
        words=words,
        by=customer.as_actor(words.sender["name"] or words.sender["address"]),
        at=at,
        automatic=automatic,
        import_batch=mail.import_batch,
    )


def _words(mail: IncomingMail, letter: Letter) -> Words:
    said = new_words(letter)
    blobs.keep(mail.raw_id)
    return Words(
        text=said.text.new,
        quoted="\n".join(part for part in (said.text.signature, said.text.quoted) if part),
        html=said.html.new,
        quoted_html=said.html.signature + said.html.quoted,
        subject=letter.subject,
        language=detect_language(said.text.new, ",".join(letter.headers_seen.get("content-language", ()))),
        sender=_person(letter.sender),
        recipients={
            "to": [_person(person) for person in letter.to],
            "cc": [_person(person) for person in letter.cc],
            "reply_to": [_person(person) for person in letter.reply_to],
        },
        message_id=letter.message_id,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        written_at=letter.date,
        raw=mail.raw_id,
        files=tuple(
            File(file.name, file.content_type, file.data, file.inline, file.content_id)
            for file in letter.attachments
        ),
        import_batch=mail.import_batch,
    )


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name[:200], "address": person.address[:320]}


def _arrival(mail: IncomingMail, letter: Letter) -> datetime:
    """When it counts as received: now for what arrives, its own date for what is imported."""
    if mail.import_batch is None or letter.date is None:
        return mail.received_at
    return min(letter.date, timezone.now())

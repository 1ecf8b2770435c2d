"""From a mail that was read to the timeline: who wrote, which conversation, which words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.channels.email.letters import Letter, Person
from handrail.channels.email.matching import find_conversation
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.naming import name_of, without_twins
from handrail.channels.email.quotes import split_reply
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import File, Words, receive, start
from handrail.core import blobs
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

AUTOMATIC = {"auto_reply", "bounce", "loop"}


def record_letter(mail: IncomingMail, letter: Letter) -> tuple[Conversation, int]:
    """Append what the mail says to the conversation it continues, or begin one; returns it and the entry."""
    words, at = _words(mail, letter), _arrival(mail, letter)
    sender = letter.sender
    customer = find_or_create(sender.address, _name(sender), import_batch=mail.import_batch, created_at=at)
    automatic = letter.kind in AUTOMATIC
    by = customer.as_actor(_name(sender) or sender.address)
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
    split = split_reply(letter.text)
    blobs.keep(mail.raw_id)
    return Words(
        text=split.new,
        quoted="\n".join(part for part in (split.signature, split.quoted) if part),
        html=letter.html,
        subject=letter.subject,
        sender=_person(letter.sender),
        recipients={
            "to": [_person(person) for person in letter.to],
            "cc": [_person(person) for person in letter.cc],
            "reply_to": [_person(person) for person in letter.reply_to],
        },
        message_id=letter.message_id or made_id(mail.raw_id),
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        written_at=letter.date,
        raw=mail.raw_id,
        files=tuple(
            File(name_of(file), file.content_type, file.data, file.inline, file.content_id)
            for file in without_twins(letter.attachments)
        ),
        invitation=letter.invitation,
        protection=letter.protection,
        import_batch=mail.import_batch,
    )


def made_id(key: str) -> str:
    """An id for a mail that came without one: always the same for the same bytes (`key` is their SHA-256)."""
    return f"{key[:40]}@no-message-id.invalid"


def _person(person: Person) -> dict[str, str]:
    return {"name": _name(person)[:200], "address": person.address[:320]}


def _name(person: Person) -> str:
    """A name that only repeats the address tells nobody anything."""
    return "" if person.name.casefold() == person.address.casefold() else person.name


def _arrival(mail: IncomingMail, letter: Letter) -> datetime:
    """When it counts as received: now for what arrives, its own date for what is imported."""
    if mail.import_batch is None or letter.date is None:
        return mail.received_at
    return min(letter.date, timezone.now())

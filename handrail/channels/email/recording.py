"""From a mail that was read to the timeline: who wrote, which conversation, which words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.channels.email.bounces.recording import record_bounce
from handrail.channels.email.matching.authentication import read_results
from handrail.channels.email.matching.finding import Match, find_match
from handrail.channels.email.matching.gathering import gather
from handrail.channels.email.matching.origins import Origin, origin_of
from handrail.channels.email.matching.places import Writer
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.quoting.new_words import language_of, new_words
from handrail.channels.email.reading.letters import Letter, Person
from handrail.channels.email.reading.naming import name_of, without_twins
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import File, Words, link, mark_joined, note, receive, start
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

AUTOMATIC = {"auto_reply", "bounce", "loop"}


def record_letter(mail: IncomingMail, letter: Letter) -> tuple[Conversation, int]:
    """Append what the mail says to the conversation it continues, or begin one; returns it and the entry."""
    seen = letter.headers_seen.get("authentication-results", ())
    authentication = read_results(seen, mail.mailbox.trusted_authserv_id)
    dmarc = authentication.get("dmarc", "")
    origin = origin_of(letter, mail.mailbox, dmarc=dmarc)
    letter, person, at = origin.letter, origin.writer, _arrival(mail, letter)
    words = _words(mail, origin, authentication)
    if letter.bounce and (known := record_bounce(letter, letter.bounce, words, at)):
        return known
    customer = find_or_create(person.address, _name(person), import_batch=mail.import_batch, created_at=at)
    # Where nothing is checked, nothing is known of anybody; where it is, others are proven by no one.
    proven = dmarc != "fail" and (origin.vouched or not mail.mailbox.trusted_authserv_id)
    match = find_match(letter, mail.mailbox, Writer(customer, person.address, proven), at)
    conversation, entry = _append(mail, match, origin, customer, words, at)
    for other, reason in match.links:
        link(conversation, to=other, reason=reason)
    gather(conversation, letter, match, proven=proven)
    return conversation, entry


def _append(
    mail: IncomingMail, match: Match, origin: Origin, customer: Customer, words: Words, at: datetime
) -> tuple[Conversation, int]:
    automatic = origin.letter.kind in AUTOMATIC
    by = _actor(origin, customer)
    if match.conversation is None:
        conversation = start(
            mail.mailbox,
            customer=customer,
            words=words,
            by=by,
            at=at,
            automatic=automatic,
            import_batch=mail.import_batch,
        )
        entry = conversation.last_customer_entry
    else:
        conversation = match.conversation
        entry = receive(conversation, words=words, by=by, at=at, automatic=automatic).pk
        if origin.letter.kind != "bounce":
            mark_joined(conversation, entry=entry, by=by, at=at)
    if origin.forwarder and origin.note:
        note(conversation, words=Words(text=origin.note), by=origin.forwarder, at=at)
    return conversation, entry


def _actor(origin: Origin, customer: Customer) -> Actor:
    by = customer.as_actor(_name(origin.writer) or origin.writer.address)
    return (
        by
        if origin.forwarder is None
        else customer.as_actor(by.label, reason=f"Fwd: {origin.forwarder.label}")
    )


def _words(mail: IncomingMail, origin: Origin, authentication: dict[str, str]) -> Words:
    letter = origin.letter
    said = new_words(letter)
    blobs.keep(mail.raw_id)
    return Words(
        text=said.text.new,
        quoted="\n".join(part for part in (said.text.signature, said.text.quoted) if part),
        html=said.html.new,
        quoted_html=said.html.signature + said.html.quoted,
        subject=letter.subject,
        language=language_of(letter, said.text),
        sender=_person(origin.writer),
        recipients={
            "to": [_person(person) for person in letter.to],
            "cc": [_person(person) for person in letter.cc],
            "reply_to": [_person(person) for person in letter.reply_to],
        },
        message_id=letter.message_id or made_id(mail.raw_id),
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        authentication=authentication,
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

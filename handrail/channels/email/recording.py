"""From a mail that was read to the timeline: who wrote, which conversation, which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handrail.channels.email.bounces.recording import record_bounce
from handrail.channels.email.matching.authentication import read_results, without_proof
from handrail.channels.email.matching.finding import Match, find_match
from handrail.channels.email.matching.gathering import gather
from handrail.channels.email.matching.origins import Origin, origin_of
from handrail.channels.email.matching.ours import sent_by_us
from handrail.channels.email.matching.places import Writer
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.sent import record_sent
from handrail.channels.email.wording import arrival_of, label_of, words_of
from handrail.conversations.models import Category, Conversation
from handrail.conversations.verbs import (
    Words,
    link,
    mark_joined,
    note,
    receive,
    receive_beside,
    settle,
    start,
)
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

AUTOMATIC = {"auto_reply", "bounce", "loop"}


def record_letter(mail: IncomingMail, letter: Letter) -> tuple[Conversation, int]:
    """Append what the mail says to the conversation it continues, or begin one; returns it and the entry."""
    seen = letter.headers_seen.get("authentication-results", ())
    authentication = read_results(seen, mail.mailbox.trusted_authserv_id)
    authentication = without_proof(authentication) if letter.sender_is_unsure else authentication
    dmarc = authentication.get("dmarc", "")
    imported = mail.import_batch is not None
    sent = sent_by_us(letter, mail.mailbox, dmarc=dmarc, imported=imported, path=mail.path)
    if sent and (known := record_sent(mail, letter, sent, authentication)):
        return known
    origin = origin_of(letter, mail.mailbox, dmarc=dmarc)
    letter, person, at = origin.letter, origin.writer, arrival_of(mail, letter)
    words = words_of(mail, origin.letter, origin.writer, authentication)
    blobs.keep(mail.raw_id)
    if letter.bounce and (known := record_bounce(letter, letter.bounce, words, at)):
        return known
    customer = find_or_create(person.address, label_of(person), import_batch=mail.import_batch, created_at=at)
    # Where nothing is checked, nothing is known of anybody; where it is, others are proven by no one.
    proven = dmarc != "fail" and (origin.vouched or not mail.mailbox.trusted_authserv_id)
    writer = Writer(customer, person.address, proven, imported=imported)
    match = find_match(letter, mail.mailbox, writer, at)
    conversation, entry = _append(mail, match, origin, customer, words, at)
    for other, reason in match.links:
        link(conversation, to=other, reason=reason)
    gather(conversation, letter, match, proven=proven)
    is_in_order = (
        not match.same and at >= conversation.last_activity_at and conversation.category != Category.CLOSED
    )
    if imported and not is_in_order:
        settle(conversation)
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
        if conversation.channel != "email":
            words = replace(words, channel="email")
        come = receive_beside if conversation.parent_id else receive
        entry = come(conversation, words=words, by=by, at=at, automatic=automatic).pk
        if origin.letter.kind != "bounce":
            mark_joined(conversation, entry=entry, by=by, at=at)
    if origin.forwarder and origin.note:
        note(conversation, words=Words(text=origin.note), by=origin.forwarder, at=at)
    return conversation, entry


def _actor(origin: Origin, customer: Customer) -> Actor:
    by = customer.as_actor(label_of(origin.writer) or origin.writer.address)
    return (
        by
        if origin.forwarder is None
        else customer.as_actor(by.label, reason=f"Fwd: {origin.forwarder.label}")
    )

"""What one of us wrote with another program, onto the timeline: as our answer, which is never sent again."""

from __future__ import annotations

from datetime import datetime

from handrail.channels.email.matching.finding import find_match
from handrail.channels.email.matching.gathering import gather
from handrail.channels.email.matching.ours import Sent
from handrail.channels.email.matching.places import Writer
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.wording import arrival_of, label_of, words_of
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import add_sent, link, sent_beside, settle, start_sent
from handrail.core import blobs
from handrail.customers.models import Customer
from handrail.customers.verbs import find_customer, find_or_create

AUTOMATIC = {"auto_reply"}


def record_sent(
    mail: IncomingMail, letter: Letter, sent: Sent, authentication: dict[str, str]
) -> tuple[Conversation, int] | None:
    """Append our own words to the conversation they continue. None for what arrives and continues none:
    only an import begins a conversation with them.
    """
    imported, at = mail.import_batch is not None, arrival_of(mail, letter)
    customer = _customer(mail, sent, at) if imported else find_customer(sent.customer.address) or Customer()
    writer = Writer(customer, sent.customer.address, ours=True, imported=imported)
    match = find_match(letter, mail.mailbox, writer, at)
    if match.conversation is None and not imported:
        return None
    words = words_of(mail, letter, letter.sender, authentication)
    blobs.keep(mail.raw_id)
    automatic = letter.kind in AUTOMATIC
    if match.conversation is None:
        conversation, entry = start_sent(
            mail.mailbox,
            customer=customer,
            words=words,
            by=sent.author,
            at=at,
            automatic=automatic,
            import_batch=mail.import_batch,
        )
    else:
        conversation = match.conversation
        come = sent_beside if conversation.parent_id else add_sent
        entry = come(conversation, words=words, by=sent.author, at=at, automatic=automatic)
    for other, reason in match.links:
        link(conversation, to=other, reason=reason)
    gather(conversation, letter, match, proven=True)
    if imported:
        settle(conversation)
    return conversation, entry.pk


def _customer(mail: IncomingMail, sent: Sent, at: datetime) -> Customer:
    """Whom we wrote to. That we did is no sign that mail arrives there."""
    person, batch = sent.customer, mail.import_batch
    known = find_customer(person.address)
    return known or find_or_create(person.address, label_of(person), import_batch=batch, created_at=at)

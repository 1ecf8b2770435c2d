"""To which conversation a mail belongs: our signed Message-IDs first, then the customer's own mails."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from handrail.accounts.models import Mailbox
from handrail.channels.email.letters import Letter
from handrail.channels.email.tokens import read_message_id
from handrail.conversations.models import Conversation, Direction, Message
from handrail.core.statements import Statement
from handrail.customers.models import Customer
from handrail.customers.verbs import normalise_address

MOST_REFERENCES = 100


@dataclass(frozen=True)
class Match:
    """The conversation a mail continues, and how we know."""

    conversation: Conversation
    means: str


def find_conversation(letter: Letter, mailbox: Mailbox, customer: Customer) -> Match | None:
    """The conversation the mail continues; None when it begins a new one. The subject is never asked."""
    ids = list(dict.fromkeys((*letter.in_reply_to, *reversed(letter.references))))[:MOST_REFERENCES]
    return _by_own_ids(ids, letter, customer) or _by_earlier_mails(ids, mailbox, customer)


def _by_own_ids(ids: list[str], letter: Letter, customer: Customer) -> Match | None:
    """A valid signature shows that the writer has a mail of ours; whoever took part may go on."""
    for text in ids:
        key = read_message_id(text, settings.SECRET_KEY)
        if key is None or not key.isdigit():
            continue
        message = Message.objects.select_related("conversation").filter(pk=int(key)).first()
        if message and _took_part(message.conversation, letter, customer):
            return Match(message.conversation, "signed Message-ID")
    return None


def _by_earlier_mails(ids: list[str], mailbox: Mailbox, customer: Customer) -> Match | None:
    """A Message-ID anybody may know proves nothing, so only the same customer's conversation counts."""
    found = _EARLIER.objects(ids, customer.pk, mailbox.pk)
    return Match(found[0].conversation, "References") if found else None


def _earlier(ids: list[str], customer: int, mailbox: int) -> QuerySet[Message]:
    of_theirs = Message.objects.filter(conversation__customer_id=customer, conversation__mailbox_id=mailbox)
    found = of_theirs.filter(message_id__in=ids, direction=Direction.IN)
    return found.select_related("conversation").order_by("-pk")[:1]


_EARLIER = Statement(_earlier)


def _took_part(conversation: Conversation, letter: Letter, customer: Customer) -> bool:
    if conversation.customer_id == customer.pk:
        return True
    address = normalise_address(letter.sender.address)
    for sender, recipients in Message.objects.filter(conversation=conversation).values_list(
        "sender", "recipients"
    ):
        people = [sender, *recipients.get("to", []), *recipients.get("cc", [])]
        if address in {normalise_address(person.get("address", "")) for person in people}:
            return True
    return False

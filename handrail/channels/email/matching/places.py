"""Who has a place in a conversation: its customer, who took part, colleagues with a sign of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from handrail.channels.email.reading.letters import Letter
from handrail.conversations.models import Conversation, Direction, Link, LinkReason, Message
from handrail.conversations.queries.recipients import is_own
from handrail.core.statements import Statement
from handrail.customers.models import Customer
from handrail.customers.verbs import normalise_address

Place = Literal["customer", "participant", "colleague"]
_MOST_LOOKED_AT = 500  # messages of one conversation


@dataclass(frozen=True)
class Writer:
    """Who wrote a mail, and whether that is proven as far as we can check: not when DMARC failed.

    Of a mail that is `ours` the customer is whom we wrote to. An `imported` one comes when an admin wants.
    """

    customer: Customer
    address: str
    proven: bool = True
    ours: bool = False
    imported: bool = False


def place_of(writer: Writer, conversation: Conversation, *, signed: bool) -> Place | None:
    """The writer's place; `signed` says that the mail bears a sign of ours for this conversation.

    One whose mails an agent has taken out of it has none any more.
    """
    if conversation.customer_id == writer.customer.pk:
        return "customer"
    if is_own(writer.address, conversation.mailbox.own_addresses):
        return None  # named in every mail: who writes as us took part in nothing
    took_part = _took_part(writer, conversation)
    if not took_part and not (signed and _same_organisation(writer.customer, conversation.customer)):
        return None
    if _was_taken_out(writer.customer, conversation):
        return None
    return "participant" if took_part else "colleague"


def named_in(letter: Letter, message: Message) -> bool:
    """Whether the mail is addressed to the writer of this message."""
    address = normalise_address(message.sender.get("address", ""))
    return bool(address) and address in people_named(letter)


def people_named(letter: Letter) -> set[str]:
    """The addresses in To and Cc, as they are compared."""
    return {normalise_address(person.address) for person in (*letter.to, *letter.cc)}


def _took_part(writer: Writer, conversation: Conversation) -> bool:
    address = normalise_address(writer.address)
    for message in _SAID.objects(conversation.pk):
        recipients = message.recipients
        people = [message.sender, *recipients.get("to", []), *recipients.get("cc", [])]
        named = {normalise_address(person.get("address", "")) for person in people}
        if message.entry.customer_id == writer.customer.pk or (address and address in named):
            return True
    return False


def _same_organisation(one: Customer, other: Customer) -> bool:
    return one.organisation_id is not None and one.organisation_id == other.organisation_id


def _was_taken_out(customer: Customer, conversation: Conversation) -> bool:
    return Link.objects.filter(
        conversation__customer=customer, to=conversation, reason=LinkReason.PARTED
    ).exists()


def _said(conversation: int) -> QuerySet[Message]:
    between = [Direction.IN, Direction.OUT]  # to whom something was forwarded took no part in it
    said = Message.objects.filter(conversation=conversation, direction__in=between)
    light = said.select_related("entry").only("sender", "recipients", "entry__customer")
    return light.order_by("-pk")[:_MOST_LOOKED_AT]


_SAID = Statement(_said)

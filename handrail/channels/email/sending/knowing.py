"""Who knows what was said: nobody is quoted to whom it was not written, whoever joins later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.conversations.models import Direction, Message
from handrail.conversations.queries.recipients import is_own
from handrail.customers.models import Address
from handrail.customers.verbs import normalise_address

_LINES = ("to", "cc", "bcc", "reply_to")


def known_to_all(reply: Message, earlier: Iterable[Message]) -> Iterator[Message]:
    """Those of `earlier` that everybody whom `reply` goes to wrote or got, hidden copies among them.

    Addresses of one customer are one person; the mailbox itself knows everything.
    """
    said = list(earlier)
    own = reply.conversation.mailbox.own_addresses
    readers = {normalise_address(one) for one in reply.recipient_addresses if not is_own(one, own)}
    person_of = _people(readers.union(*map(_knowing, said)))
    wanted = {person_of.get(one, one) for one in readers}
    for message in said:
        if wanted <= {person_of.get(one, one) for one in _knowing(message)}:
            yield message


def _knowing(message: Message) -> set[str]:
    people = [person for line in _LINES for person in message.recipients.get(line, [])]
    people += [message.sender] if message.direction == Direction.IN else []
    return {normalise_address(str(person.get("address", ""))) for person in people} - {""}


def _people(addresses: set[str]) -> dict[str, str]:
    """The customer behind each address that is a customer's."""
    rows = Address.objects.filter(normalised__in=addresses).values_list("normalised", "customer")
    return {address: f"customer {customer}" for address, customer in rows}

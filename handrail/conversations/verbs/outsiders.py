"""Whom one may ask beside a conversation: everybody but its customer and ourselves."""

from __future__ import annotations

from handrail.conversations.models import Conversation
from handrail.conversations.queries.recipients import Person, is_own
from handrail.conversations.verbs.words import Words
from handrail.customers.models import Address, AddressKind
from handrail.customers.verbs import normalise_address, without_detail

MOST_OUTSIDERS = 50  # addresses of one mail


class OutsiderRefused(ValueError):
    """The mail goes to nobody, to very many, or to `address`: the customer's, or one of ours."""

    def __init__(self, address: str = "", *, is_customer: bool = False) -> None:
        super().__init__(address)
        self.address, self.is_customer = address, is_customer


def require_outsiders(parent: Conversation, words: Words) -> Person:
    """The first of the people it goes to, if it may go to all of them. Raises OutsiderRefused."""
    people = [one for name in ("to", "cc", "bcc") for one in words.recipients.get(name, [])]
    if not words.recipients.get("to") or len(people) > MOST_OUTSIDERS:
        raise OutsiderRefused
    theirs, own = addresses_of_customer(parent), parent.mailbox.own_addresses
    for person in people:
        if is_customer(person["address"], theirs):
            raise OutsiderRefused(person["address"], is_customer=True)
        if is_own(person["address"], own):
            raise OutsiderRefused(person["address"])
    return people[0]


def addresses_of_customer(parent: Conversation) -> set[str]:
    """All addresses of the customer, as they are compared, with and without a detail after a plus."""
    known = Address.objects.filter(customer=parent.customer_id, kind=AddressKind.EMAIL)
    found = set(known.values_list("normalised", flat=True))
    return found | {without_detail(one) for one in found}


def is_customer(address: str, theirs: set[str]) -> bool:
    """Whether an address is one of those that `addresses_of_customer` gives."""
    return bool({normalise_address(address), without_detail(address)} & theirs)

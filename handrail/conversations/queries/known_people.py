"""People one may write to: customers with a conversation that the agent may see, by name or address."""

from __future__ import annotations

from django.db.models import Q

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.customers.models import Address, AddressKind
from handrail.customers.verbs import normalise_address

MOST = 8
_SHORTEST = 2


def known_people(agent: Agent, typed: str) -> list[Address]:
    """Up to eight addresses whose beginning, or a word of whose owner's name, is `typed`."""
    if len(typed) < _SHORTEST:
        return []
    visible = Conversation.objects.visible_to(agent)
    matching = (
        Q(normalised__startswith=normalise_address(typed))
        | Q(customer__name__istartswith=typed)
        | Q(customer__name__icontains=f" {typed}")
    )
    found = Address.objects.filter(
        matching, kind=AddressKind.EMAIL, customer__conversations__in=visible
    ).distinct()
    return list(found.select_related("customer").order_by("customer__name", "pk")[:MOST])

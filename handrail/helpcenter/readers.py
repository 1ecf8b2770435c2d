"""Who reads: nobody we know, a customer who is signed in, or one of the team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from handrail.accounts.models import Agent
from handrail.conversations.policies import PLAN
from handrail.customers.models import Customer


@dataclass(frozen=True)
class Reader:
    """A reader, as far as it matters for what they may see; `plans` are in lower case."""

    agent: Agent | None = None
    customer: Customer | None = None
    organisations: frozenset[int] = frozenset()
    plans: frozenset[str] = frozenset()

    @property
    def sees_internal(self) -> bool:
        """Agents of the house; guests of another house do not."""
        return self.agent is not None and not self.agent.is_guest

    @property
    def sees_all_for_customers(self) -> bool:
        """A guest agent reads what any customer might."""
        return self.agent is not None


STRANGER = Reader()
SIGNED_IN: list[Callable[[HttpRequest], Reader | None]] = []
"""Rooms above that know customers by a request (the portal's visit) join this list."""


def reader_of(request: HttpRequest) -> Reader:
    """Who asks: an agent by their session, a customer by what a room above knows, else a stranger."""
    user = getattr(request, "user", None)
    if isinstance(user, Agent):
        return Reader(agent=user)
    found = (known(request) for known in SIGNED_IN)
    return next((reader for reader in found if reader is not None), STRANGER)


def reader_for(agent: Agent) -> Reader:
    """What an agent may see."""
    return Reader(agent=agent)


def reader_of_customer(customer: Customer) -> Reader:
    """What a customer may see who is signed in; `plan` is an attribute of theirs or of their organisation."""
    organisation = customer.organisation
    told = (customer.fields, organisation.fields if organisation else {})
    plans = {str(fields.get(PLAN) or "").strip().lower() for fields in told} - {""}
    return Reader(
        customer=customer,
        organisations=frozenset([organisation.pk] if organisation else []),
        plans=frozenset(plans),
    )

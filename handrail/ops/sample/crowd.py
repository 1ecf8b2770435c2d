"""The people and mailboxes of the bulk conversations, found or made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Category
from handrail.conversations.statuses import default_status
from handrail.customers.models import Address, Customer, Organisation
from handrail.customers.verbs import normalise_address
from handrail.ops.sample import flood
from handrail.ops.sample.company import agent_of, mailbox_of
from handrail.ops.sample.flood import BulkMessage
from handrail.ops.sample.story import Person


@dataclass(frozen=True)
class Crowd:
    """The rows behind the positions that the flood uses."""

    agents: list[Agent]
    mailboxes: list[Mailbox]
    people: list[Person]
    customers: list[int]
    statuses: dict[str, int]
    now: datetime

    def at(self, message: BulkMessage) -> datetime:
        """When the message was written."""
        return self.now - timedelta(minutes=message.minutes_ago)


@transaction.atomic
def crowd(colleagues: list[Agent]) -> Crowd:
    """Everybody of the flood, found or made; the colleagues may see its mailboxes too."""
    agents = [agent_of(colleague, None) for colleague in flood.agents()]
    mailboxes = [mailbox_of(post, [*agents, *colleagues]) for post in flood.mailboxes()]
    people = flood.customers()
    statuses = {str(category): default_status(category).pk for category in Category}
    return Crowd(agents, mailboxes, people, _customers(people), statuses, timezone.now())


def _customers(people: list[Person]) -> list[int]:
    keys = [normalise_address(person.address) for person in people]
    known = dict(Address.objects.filter(normalised__in=keys).values_list("normalised", "customer_id"))
    _add_customers([person for person, key in zip(people, keys, strict=True) if key not in known])
    known = dict(Address.objects.filter(normalised__in=keys).values_list("normalised", "customer_id"))
    return [known[key] for key in keys]


def _add_customers(people: list[Person]) -> None:
    names = dict.fromkeys(person.organisation for person in people)
    shops = {o.name: o for o in Organisation.objects.bulk_create(Organisation(name=name) for name in names)}
    made = Customer.objects.bulk_create(
        Customer(
            name=person.name,
            organisation=shops[person.organisation],
            language=person.language,
            time_zone=person.time_zone,
        )
        for person in people
    )
    Address.objects.bulk_create(
        Address(customer=customer, value=person.address, normalised=normalise_address(person.address))
        for customer, person in zip(made, people, strict=True)
    )

"""Colleagues, mailboxes and customers of the sample, found or made."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_agent, create_mailbox, grant_access
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create, join_organisation
from handrail.ops.sample.again import fill_playbooks
from handrail.ops.sample.describing import describe
from handrail.ops.sample.dressing import dress
from handrail.ops.sample.naming import name_things
from handrail.ops.sample.opening import open_doors, share_in_portal
from handrail.ops.sample.people import COLLEAGUES, CUSTOMERS, MAILBOXES
from handrail.ops.sample.shelving import fill_help_center
from handrail.ops.sample.speaking import speak_openly
from handrail.ops.sample.story import Colleague, Person, Post


@dataclass(frozen=True)
class Company:
    """The rows behind the keys that stories use; `password` is "" unless it was given out just now."""

    agents: dict[str, Agent]
    mailboxes: dict[str, Mailbox]
    customers: dict[str, Customer]
    password: str


@transaction.atomic
def lamp(password: str | None = None) -> Company:
    """The company Lamp with everybody in it; new colleagues sign in with `password` or a random one."""
    known = Agent.objects.filter(email__in=[colleague.email for colleague in COLLEAGUES]).count()
    secret = password or secrets.token_urlsafe(9)
    agents = {colleague.key: agent_of(colleague, secret) for colleague in COLLEAGUES}
    mailboxes = {post.key: mailbox_of(post, agents.values()) for post in MAILBOXES}
    for mailbox in mailboxes.values():
        dress(mailbox)
    name_things(mailboxes["billing"])
    fill_playbooks(agents["cleo"], mailboxes["billing"])
    open_doors(mailboxes["support"], mailboxes["billing"], agents["cleo"])
    fill_help_center(agents)
    speak_openly(agents["cleo"])
    customers = {person.key: _customer(person) for person in CUSTOMERS}
    describe(customers, agents)
    share_in_portal(agents["cleo"])
    return Company(agents, mailboxes, customers, secret if known < len(COLLEAGUES) else "")


def agent_of(colleague: Colleague, password: str | None) -> Agent:
    """The agent with the colleague's address, made if need be; without a password they cannot sign in."""
    known = Agent.objects.filter(email__iexact=colleague.email).first()
    return known or create_agent(
        email=colleague.email,
        name=colleague.name,
        password=password,
        role=colleague.role,
        language=colleague.language,
        time_zone=colleague.time_zone,
    )


def mailbox_of(post: Post, agents: Iterable[Agent]) -> Mailbox:
    """The mailbox with the post's address, made if need be; these agents may see it."""
    mailbox = Mailbox.objects.filter(address__iexact=post.address).first() or create_mailbox(
        name=post.name, address=post.address, language=post.language, time_zone=post.time_zone
    )
    for agent in agents:
        grant_access(mailbox, to=agent)
    return mailbox


def _customer(person: Person) -> Customer:
    customer = find_or_create(
        person.address, person.name, language=person.language, time_zone=person.time_zone
    )
    if person.organisation and customer.organisation is None:
        join_organisation(customer, person.organisation)
    return customer

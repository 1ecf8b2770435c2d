"""The people every test knows: Ada and Ben answer, Cleo leads, Olga owns; Dora and Emil ask.

Levi, a light agent, reads and writes notes; Nora is a guest: she works in the queue of an agency.

Finn is the stranger: he can sign in, and must see nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from handrail.accounts.models import Agent, Mailbox, Role, Team
from handrail.accounts.teams import keep_team, set_members
from handrail.accounts.verbs import create_agent, create_mailbox, grant_access
from handrail.channels.email.models import Connection
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, start
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create, join_organisation

PASSWORD = "a long walk uphill"
Ask = Callable[..., Conversation]


@pytest.fixture
def support(db: None) -> Mailbox:
    return create_mailbox(name="Lamp support", address="support@lamp.example", time_zone="Europe/Berlin")


@pytest.fixture
def billing(db: None) -> Mailbox:
    return create_mailbox(name="Lamp billing", address="billing@lamp.example")


@pytest.fixture
def way_out(support: Mailbox) -> Connection:
    """Where replies of "Lamp support" would go: to a server that no test of ours asks."""
    return Connection.objects.create(mailbox=support, smtp_host="smtp.lamp.example", for_colleagues=True)


def _agent(name: str, role: str, *mailboxes: Mailbox) -> Agent:
    agent = create_agent(
        email=f"{name.lower()}@lamp.example",
        name=name,
        password=PASSWORD,
        role=role,
        time_zone="Europe/Berlin",
    )
    for mailbox in mailboxes:
        grant_access(mailbox, to=agent)
    return agent


@pytest.fixture
def ada(support: Mailbox) -> Agent:
    return _agent("Ada", Role.AGENT, support)


@pytest.fixture
def ben(support: Mailbox, billing: Mailbox) -> Agent:
    return _agent("Ben", Role.AGENT, support, billing)


@pytest.fixture
def cleo(support: Mailbox, billing: Mailbox) -> Agent:
    return _agent("Cleo", Role.LEAD, support, billing)


@pytest.fixture
def olga(support: Mailbox, billing: Mailbox) -> Agent:
    return _agent("Olga", Role.OWNER)


@pytest.fixture
def finn(db: None) -> Agent:
    return _agent("Finn", Role.AGENT)


@pytest.fixture
def levi(support: Mailbox) -> Agent:
    return _agent("Levi", Role.LIGHT, support)


@pytest.fixture
def agency(support: Mailbox) -> Team:
    team = keep_team(Team(name="Northwind Care"), is_guest=True)
    grant_access(support, to=team)
    return team


@pytest.fixture
def nora(agency: Team) -> Agent:
    agent = _agent("Nora", Role.GUEST)
    set_members(agency, agents=[agent])
    return agent


@pytest.fixture
def dora(db: None) -> Customer:
    customer = find_or_create("dora@nordlicht.example", "Dora", language="ro", time_zone="Europe/Bucharest")
    join_organisation(customer, "Nordlicht Studio")
    return customer


@pytest.fixture
def emil(db: None) -> Customer:
    return find_or_create("emil@brume.example", "Emil", language="fr", time_zone="Europe/Paris")


@pytest.fixture
def ask(support: Mailbox, dora: Customer) -> Ask:
    """Somebody asks: Dora, in the support mailbox, unless told otherwise."""

    def begin(
        text: str = "The page stays white after the update to 3.2.",
        *,
        subject: str = "White page",
        by: Customer = dora,
        mailbox: Mailbox = support,
        **more: object,
    ) -> Conversation:
        address = by.addresses.get().value
        words = Words(
            text=text,
            subject=subject,
            sender={"name": by.name, "address": address},
            recipients={"to": [{"name": "", "address": mailbox.address}], "cc": []},
        )
        return start(mailbox, customer=by, words=words, by=by.as_actor(), **more)  # type: ignore[arg-type]

    return begin


@pytest.fixture
def as_agent() -> Callable[[Agent], Client]:
    """A browser's session of an agent, without the sign-in page."""

    def sign_in(agent: Agent) -> Client:
        client = Client()
        client.force_login(agent, backend="handrail.accounts.backend.AgentBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Each test begins without a history: of sign-ins, of statuses, of colleagues."""
    cache.clear()
    forget_remembered()

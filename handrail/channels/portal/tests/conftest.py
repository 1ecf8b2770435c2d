"""The portal, switched on, and browsers of customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from handrail.accounts.models import Mailbox
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal
from handrail.channels.portal.signing_in import begin_visit
from handrail.channels.portal.views.door import COOKIE, PATH
from handrail.customers.models import Customer
from handrail.customers.verbs import verify_address

AsCustomer = Callable[[Customer], Client]


@pytest.fixture
def portal(support: Mailbox) -> Portal:
    return set_portal(is_on=True, name="Lamp & Co.", colour="#0b7a75", mailboxes=[support])


@pytest.fixture
def as_customer(portal: Portal) -> AsCustomer:
    """A browser of somebody signed in, without the mail."""

    def sign_in(customer: Customer, **more: Any) -> Client:
        address = customer.addresses.first()
        assert address is not None
        verify_address(address.value, how="link")
        return with_cookie(begin_visit(customer, address=address.normalised))

    return sign_in


def with_cookie(token: str) -> Client:
    """A browser with the cookie of a visit."""
    client = Client()
    client.cookies[COOKIE] = token
    client.cookies[COOKIE]["path"] = PATH
    return client

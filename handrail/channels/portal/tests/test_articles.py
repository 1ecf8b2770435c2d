"""Before Dora asks in the portal, articles are offered that she may read, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from handrail.channels.portal.models import Portal
from handrail.channels.portal.tests.conftest import AsCustomer
from handrail.customers.models import Customer
from handrail.helpcenter.models import Visibility
from tests.articles import article

pytestmark = pytest.mark.django_db
WHERE = "/portal/new/articles/"
ASKED = {"question": "Pagewhite"}


def test_the_portal_offers_what_its_customer_may_read(
    dora: Customer, emil: Customer, portal: Portal, as_customer: AsCustomer
) -> None:
    Customer.objects.filter(pk=dora.pk).update(fields={"plan": "Pro"})
    client = as_customer(dora)
    assert "form.js" not in client.get("/portal/new/").content.decode()
    article("Pagewhite for the team", visibility=Visibility.INTERNAL)
    article("Pagewhite for Pro", visibility=Visibility.CUSTOMERS, plans=["pro"])
    assert "data-articles" in client.get("/portal/new/").content.decode()

    def found(client: Client) -> list[str]:
        return [one["title"] for one in client.post(WHERE, ASKED).json()["articles"]]

    assert found(client) == ["Pagewhite for Pro"]
    assert found(as_customer(emil)) == []
    assert Client().post(WHERE, ASKED).status_code == 302

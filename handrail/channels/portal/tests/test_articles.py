"""Before Dora asks in the portal, articles are offered that she may read, and nobody else's."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from handrail.assistant.models import Turn
from handrail.channels.portal.models import Portal
from handrail.channels.portal.tests.conftest import AsCustomer
from handrail.conversations.models import Conversation
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


def test_the_portal_shows_an_answer_that_its_customer_may_read_before_it_is_sent(
    dora: Customer, emil: Customer, portal: Portal, as_customer: AsCustomer
) -> None:
    Customer.objects.filter(pk=dora.pk).update(fields={"plan": "Pro"})
    Portal.objects.update(answers_first=True)
    article("Returns", "Send the lamp back within thirty days. Keep the box.")
    cache = "To empty the cache of the lamp shop:\n\n1. Choose Cache.\n2. Press Empty cache."
    article("How to empty the cache", cache, visibility=Visibility.CUSTOMERS, plans=["pro"])
    asks = {"subject": "The cache", "text": "How do I empty the cache of the lamp shop?"}
    client = as_customer(dora)
    sent = asks | {"once": str(uuid.uuid4())}
    assert "Press Empty cache." in client.post("/portal/new/", sent).content.decode()
    assert not Conversation.objects.exists()
    client.post("/portal/new/", sent | {"answered": "1"})
    assert Turn.objects.get().vote == "helped"
    assert not Conversation.objects.exists()

    again = asks | {"once": str(uuid.uuid4())}
    client.post("/portal/new/", again)
    assert client.post("/portal/new/", again | {"anyway": "1"}).status_code == 302
    made = Conversation.objects.get()
    assert made.entries.filter(kind="answer_shown").exists()
    assert Turn.objects.get(conversation=made).vote is None

    other = as_customer(emil).post("/portal/new/", asks | {"once": str(uuid.uuid4())})
    assert other.status_code == 302  # he may not read it, so nothing is shown

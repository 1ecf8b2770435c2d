"""A mail that came back, as the pages show it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.events import Bounced
from handrail.conversations.verbs import (
    Words,
    note_bounce,
    reply,
)
from handrail.customers.verbs import mark_bounced
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
PARTIAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.mark.parametrize(
    ("report", "permanent", "said"),
    [
        ("failed", True, "Our message can never reach dora@nordlicht.example: there is no such address"),
        ("failed", False, "but the address may be right"),
        ("delayed", False, "has not reached dora@nordlicht.example yet"),
        ("delivered", False, "has arrived at dora@nordlicht.example"),
        ("complaint", False, "reported our message as spam"),
    ],
)
def test_a_bounce_is_one_sentence_with_its_original(
    ask: Ask, ada: Agent, as_agent: SignIn, report: str, permanent: bool, said: str
) -> None:
    conversation = ask()
    entry = reply(conversation, words=Words(text="Empty the cache."), by=ada.as_actor())
    about = Bounced(
        entry=entry.pk,
        addresses=["dora@nordlicht.example"],
        report=report,
        permanent=permanent,
        group="address" if permanent else "other",
        words="550 <no> such user",
    )
    note_bounce(conversation, about=about, words=Words(text="This is the mail system."))
    page = as_agent(ada).get(reverse("conversation", args=[conversation.number])).text
    assert said in page
    assert "550 &lt;no&gt; such user" in page
    assert "This is the mail system." not in page


def test_an_address_that_bounced_is_marked_beside_the_customer_and_where_one_writes(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    address = reverse("conversation", args=[conversation.number])
    assert "comes back" not in as_agent(ada).get(address).text
    mark_bounced(conversation.customer.addresses.get().value, reason="550 no", at=timezone.now())
    page = as_agent(ada).get(address).text
    assert "Mail to it comes back" in page
    assert "Mail to dora@nordlicht.example comes back" in page

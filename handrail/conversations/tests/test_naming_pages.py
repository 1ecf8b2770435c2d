"""The settings pages of statuses, tags, fields, kinds, products: leads and owners find them, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.fields.choices import add_lines
from handrail.conversations.models import Category, Field, Kind, Product, Status, Tag, TagRule
from handrail.conversations.queries.field_facts import field_facts
from handrail.conversations.settings.fields import add_field
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import tag
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
PARTIAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
TREE = add_lines((), "Billing > Refund\nBug", deepest=2)


@pytest.fixture
def lead(cleo: Agent, as_agent: SignIn) -> Client:
    return as_agent(cleo)


@pytest.fixture
def addresses(ask: Ask, ada: Agent) -> list[str]:
    tag(ask(), name="refund", by=ada.as_actor())
    keys = {
        "change_status": Status.objects.earliest("pk").pk,
        "manage_tag": Tag.objects.get().pk,
        "field": add_field(label="Reason", type="tree", choices=TREE).pk,
    }
    names = ("statuses", "add_status", "manage_tags", "fields", "add_field", "kinds", "products")
    return [reverse(name) for name in names] + [reverse(name, args=[key]) for name, key in keys.items()]


def test_who_is_no_lead_finds_no_such_page(
    addresses: list[str], ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    field = Field.objects.get()
    doors = [*addresses, reverse("retire_field", args=[field.pk]), reverse("retire_status", args=[1])]
    for stranger in (finn, ada):
        client = as_agent(stranger)
        for address in doors:
            assert client.get(address).status_code in (404, 405), address
            assert client.post(address, {"delete": "1", "name": "x"}).status_code == 404, address
    assert Tag.objects.get().name == "refund"
    assert Field.objects.get().retired_at is None


def test_leads_find_every_page_in_few_statements(
    addresses: list[str], lead: Client, django_assert_max_num_queries: Any
) -> None:
    for address in addresses:
        with django_assert_max_num_queries(8):
            assert lead.get(address).status_code == 200, address


def test_what_is_not_there_is_not_found(lead: Client) -> None:
    for name in ("change_status", "manage_tag", "field"):
        assert lead.get(reverse(name, args=[99_999])).status_code == 404


def test_a_lead_names_statuses(lead: Client, ask: Ask) -> None:
    facts = {"name": "With engineering", "customer_label": "We are on it", "category": "others"}
    assert lead.post(reverse("add_status"), facts | {"is_default": "1"}).status_code == 302
    made, old = Status.objects.latest("pk"), Status.objects.get(name="Waiting for others")
    assert default_status(Category.OTHERS) == made
    again = lead.post(reverse("add_status"), facts)
    assert again.status_code == 422
    assert "There is a status of this name already." in again.content.decode()
    ask()
    opened = default_status(Category.OPEN)
    page = lead.get(reverse("change_status", args=[opened.pk])).content.decode()
    assert "It stays: conversations have this status." in page
    forged = {"name": "Open", "customer_label": "x", "category": "closed"}  # the field is disabled: it stays
    assert lead.post(reverse("change_status", args=[opened.pk]), forged).status_code == 302
    opened.refresh_from_db()
    assert (opened.category, opened.customer_label) == ("open", "x")
    retire = reverse("retire_status", args=[old.pk])
    lead.post(retire, {"to": opened.pk})  # of another category
    assert lead.get(reverse("change_status", args=[old.pk])).status_code == 200
    lead.post(retire, {"to": made.pk})
    assert lead.get(reverse("change_status", args=[old.pk])).status_code == 404
    assert "Waiting for others</bdi>" not in lead.get(reverse("statuses")).content.decode()


@pytest.mark.parametrize("name", ["statuses", "fields"])
def test_an_order_is_kept_with_a_script_and_without(lead: Client, name: str) -> None:
    add_field(label="Product", type="text")
    add_field(label="Reason", type="text")
    rows, key = (Status.objects, "pk") if name == "statuses" else (Field.objects, "key")
    keys = [str(one) for one in rows.values_list(key, flat=True)]
    answer = lead.post(reverse(name), {"order": keys[::-1]}, **PARTIAL)  # type: ignore[arg-type]
    assert answer.status_code == 204
    answer = lead.post(reverse(name), {"order": keys[::-1], "down": keys[-1]})
    assert answer.status_code == 302
    kept = [str(one) for one in rows.values_list(key, flat=True)]
    assert kept[:2] == [keys[-2], keys[-1]]


def test_a_lead_keeps_the_tags(lead: Client, ask: Ask, ada: Agent) -> None:
    for name in ("refund", "refunds", "beta"):
        tag(ask(), name=name, by=ada.as_actor())
    refund, refunds, beta = (Tag.objects.get(name=name) for name in ("refund", "refunds", "beta"))
    page = lead.get(reverse("manage_tags"), {"q": "REF"}).content.decode()
    assert "refunds" in page
    assert "beta" not in page
    assert "No tag with these letters" in lead.get(reverse("manage_tags"), {"q": "%"}).content.decode()
    lead.post(reverse("manage_tags"), {"makers": "leads"})
    assert TagRule.objects.get().makers == "leads"
    assert lead.post(reverse("manage_tags"), {"makers": "nobody"}).status_code == 404
    wrong = lead.post(reverse("manage_tag", args=[refunds.pk]), {"into": "nothing"})
    assert (wrong.status_code, "There is no tag" in wrong.content.decode()) == (422, True)
    assert lead.post(reverse("manage_tag", args=[refund.pk]), {"name": "Money back"}).status_code == 302
    assert lead.post(reverse("manage_tag", args=[refunds.pk]), {"into": "money BACK"}).status_code == 302
    assert lead.post(reverse("manage_tag", args=[beta.pk]), {"delete": "1"}).status_code == 302
    assert list(Tag.objects.filter(leaving=False).values_list("name", flat=True)) == ["Money back"]
    assert lead.get(reverse("manage_tags")).content.decode().count("Being taken off") == 2


def test_a_lead_builds_a_field(lead: Client, support: Mailbox) -> None:
    facts = {"label": "Reason", "type": "tree", "required": "1", "mailboxes": support.pk}
    wrong = lead.post(reverse("add_field"), facts | {"add": "a > b > c > d > e"})
    assert (wrong.status_code, "too many levels" in wrong.content.decode()) == (422, True)
    assert "a &gt; b &gt; c" in wrong.content.decode()
    assert lead.post(reverse("add_field"), facts | {"add": "Billing > Refund\nBug"}).status_code == 302
    assert lead.post(reverse("add_field"), facts | {"type": "text", "add": "x"}).status_code == 422
    field = Field.objects.get()
    address = reverse("field", args=[field.pk])
    form = {"label": "Cause", "order": ["bug", "billing", "billing_refund"], "label.bug": "Defect"}
    assert lead.post(address, form | {"off": "billing", "add": "How-to"}).headers["Location"] == address
    (facts_of,) = field_facts()
    assert (facts_of.key, facts_of.label, facts_of.required, facts_of.mailboxes) == (
        "reason",
        "Cause",
        False,
        frozenset(),
    )
    assert [(one.key, one.label, one.offered) for one in facts_of.choices] == [
        ("bug", "Defect", True),
        ("billing", "Billing", False),
        ("billing_refund", "Refund", False),
        ("how_to", "How-to", True),
    ]
    page = lead.get(address).content.decode()
    assert "Offer Billing again" in page
    retire = reverse("retire_field", args=[field.pk])
    for data, is_retired in (({}, True), ({"back": "1"}, False)):
        lead.post(retire, data)
        field.refresh_from_db()
        assert (field.retired_at is not None) == is_retired


def test_a_field_keeps_the_mailboxes_that_a_lead_does_not_see(
    support: Mailbox, olga: Agent, lead: Client
) -> None:
    hidden = Mailbox.objects.create(name="Board", address="board@lamp.example")
    field = add_field(label="Order", type="number", mailboxes=[support, hidden])
    page = lead.get(reverse("field", args=[field.pk])).content.decode()
    assert "Board" not in page + lead.get(reverse("fields")).content.decode()
    lead.post(reverse("field", args=[field.pk]), {"label": "Order"})
    assert [mailbox.name for mailbox in field.mailboxes.all()] == ["Board"]
    lead.post(reverse("field", args=[field.pk]), {"label": "Order", "mailboxes": hidden.pk})
    assert field.mailboxes.count() == 1


def test_kinds_and_products_are_lists_on_one_page(lead: Client) -> None:
    assert (
        lead.post(reverse("kinds"), {"label.bug": "Defect", "add": "Praise", "off": "request"}).status_code
        == 302
    )
    assert dict(Kind.objects.values_list("key", "name"))["bug"] == "Defect"
    assert Kind.objects.get(key="praise").offered
    assert not Kind.objects.get(key="request").offered
    lines = "Lamp > 3.1\nLamp > 3.2\nShade"
    assert lead.post(reverse("products"), {"add": lines}).status_code == 302
    assert Product.objects.get(key="lamp_3_2").above == Product.objects.get(key="lamp")
    lead.post(reverse("products"), {"up": "lamp_3_2"})
    assert list(Product.objects.values_list("key", flat=True)) == ["lamp", "lamp_3_2", "lamp_3_1", "shade"]
    wrong = lead.post(reverse("products"), {"add": "Lamp > 3 > 2"})
    assert (wrong.status_code, "Lamp &gt; 3 &gt; 2" in wrong.content.decode()) == (422, True)
    empty = lead.post(reverse("kinds"), {"label.bug": " "})
    assert (empty.status_code, "needs a name" in empty.content.decode()) == (422, True)
    forget_remembered()

"""Filling in fields beside a conversation, choosing a kind, giving reasons, and closing that waits for it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.fields.choices import add_lines
from handrail.conversations.models import Category, Conversation, Field
from handrail.conversations.settings.fields import add_field, retire_field
from handrail.conversations.settings.lists import set_products
from handrail.conversations.settings.tags import set_tag_makers
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import tag
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
PARTIAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
SESSION_AND_USER = 2


@pytest.fixture
def fields(support: Mailbox) -> list[Field]:
    set_products(add_lines((), "Lamp > 3.1\nLamp > 3.2", deepest=2))
    reasons = add_lines((), "Billing > Refund > Late\nBug", deepest=4)
    return [
        add_field(label="Product", type="product", help="It stands under Plugins.", required=True),
        add_field(label="Reason", type="tree", choices=reasons, required=True, mailboxes=[support]),
        add_field(label="Order", type="number"),
        add_field(label="Bought on", type="date"),
        add_field(label="Theme", type="text"),
    ]


def door(name: str, conversation: Conversation) -> str:
    return reverse(name, args=[conversation.number])


def test_a_conversation_with_many_fields_costs_no_statement_more(
    ask: Ask, ada: Agent, fields: list[Field], as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    address = door("conversation", conversation)
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        page = client.get(address, **PARTIAL).content.decode()  # type: ignore[arg-type]
    assert len(caught) <= SESSION_AND_USER + 7, caught.captured_queries
    assert "Billing › Refund › Late" in page
    assert "Lamp › 3.2" in page
    assert "It stands under Plugins." in page


def test_what_changed_is_answered_alone(ask: Ask, ada: Agent, fields: list[Field], as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    address = door("set_field", conversation)
    answer = client.post(address, {"key": "product", "value": "lamp_3_2"}, **PARTIAL)  # type: ignore[arg-type]
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<form class="line" id="line-product"')
    assert text.count('<form class="line"') == 1
    assert "set Product to Lamp › 3.2" in text
    conversation.refresh_from_db()
    assert conversation.fields == {"product": ["lamp", "lamp_3_2"]}
    wrong = client.post(address, {"key": "order", "value": "seven <b>"}, **PARTIAL)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    assert "That is no number" in wrong.content.decode()
    assert 'value="seven &lt;b&gt;"' in wrong.content.decode()
    for key, value in (("theme", "Nordlicht 5"), ("order", "1 234,5"), ("bought_on", "2026-11-02")):
        assert client.post(address, {"key": key, "value": value}).status_code == 302, key  # without a script
    page = client.get(door("conversation", conversation)).content.decode()
    assert 'value="1234.5"' in page
    assert 'value="2026-11-02"' in page
    kind = client.post(door("set_kind", conversation), {"kind": "bug"}, **PARTIAL)  # type: ignore[arg-type]
    assert "set the kind to Bug" in kind.content.decode()
    assert kind.content.decode().lstrip().startswith('<form class="line" id="line-kind"')


def test_an_open_page_asks_for_the_panel_alone(
    ask: Ask, ada: Agent, fields: list[Field], as_agent: SignIn
) -> None:
    text = as_agent(ada).get(door("sheet", ask())).content.decode()
    assert text.count('<form class="line"') == 6
    assert "<html" not in text
    assert "csrfmiddlewaretoken" in text


def test_what_is_gone_is_said_in_words(ask: Ask, ada: Agent, fields: list[Field], as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    client.post(door("set_field", conversation), {"key": "reason", "value": "billing_refund"})
    retire_field(fields[1])
    forget_remembered()
    for data in ({"key": "reason", "value": "bug"}, {"key": "x\x00", "value": "y"}, {}):
        answer = client.post(door("set_field", conversation), data)
        assert (answer.status_code, "no longer there" in answer.content.decode()) == (422, True)
    answer = client.post(door("set_kind", conversation), {"kind": "nothing"})
    assert (answer.status_code, "no longer offered" in answer.content.decode()) == (422, True)
    page = client.get(door("conversation", conversation)).content.decode()
    assert "Billing › Refund</dd>" in page
    assert 'id="field-reason"' not in page


@pytest.mark.usefixtures("way_out")
def test_every_way_to_close_leads_to_the_fields(
    ask: Ask, ada: Agent, fields: list[Field], as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    closed = default_status(Category.CLOSED).pk
    ways = (
        ("status", {"status": closed}),
        ("close_and_go", {"to": "next"}),
        ("reply", {"kind": "reply", "text": "A careful answer", "then": closed, "after": "next"}),
        ("reply", {"kind": "reply", "text": "A careful answer", "then": closed, "after": "stay"}),
    )
    for name, data in ways:
        for headers in ({}, PARTIAL):
            answer = client.post(door(name, conversation), data, **headers)  # type: ignore[arg-type]
            text = answer.content.decode()
            assert answer.status_code == 422, name
            assert (
                '<a href="#field-product" data-field="field-product">Product</a>, <a href="#field-reason"'
                in text
            )
            assert re.search(r'id="field-product"[^>]* autofocus', text)
            assert text.count("autofocus") == 2  # the browser takes the first
    assert conversation.messages.count() == 1
    for key, value in (("product", "lamp"), ("reason", "bug")):
        client.post(door("set_field", conversation), {"key": key, "value": value})
    assert client.post(door("close_and_go", conversation), {"to": "next"}).status_code == 302
    conversation.refresh_from_db()
    assert conversation.category == Category.CLOSED


def test_a_label_cannot_bring_markup_into_the_refusal(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    add_field(label="<b>Bold</b> %(x)s {0}", type="text", required=True)
    answer = as_agent(ada).post(door("close_and_go", ask()), {"to": "next"})
    assert answer.status_code == 422
    assert "&lt;b&gt;Bold&lt;/b&gt; %(x)s {0}</a>" in answer.content.decode()
    assert "<b>Bold</b>" not in answer.content.decode()


def test_the_priority_menu_takes_a_level_or_weighs(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)

    def ask_for(**data: str) -> str:
        answer = client.post(door("priority", conversation), data, **PARTIAL)  # type: ignore[arg-type]
        conversation.refresh_from_db()
        return str(answer.content.decode()) if answer.status_code == 200 else f"refused {answer.status_code}"

    text = ask_for(impact="2", urgency="3", reason="Shop <closed>", weigh="1")
    assert conversation.priority == 40
    assert 'title="Priority: Urgent. A team or a site · Work stands still · Shop &lt;closed&gt;"' in text
    assert "set the priority to Urgent: " in " ".join(text.split()).replace('<span dir="auto">', "")
    assert ask_for(impact="2", urgency="", weigh="1") == "refused 422"
    assert ask_for(priority="7") == "refused 422"
    assert "Asked for by Cleo" in ask_for(impact="", urgency="", reason="Asked for by Cleo")
    assert (conversation.priority, conversation.impact) == (40, None)
    ask_for(priority="20", impact="2", urgency="3", reason="")  # the level wins that was pressed
    assert (conversation.priority, conversation.priority_reason) == (20, "")


def test_the_tag_menu_suggests_what_there_is(ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    tag(ask(), name="<refund>", by=ada.as_actor())
    text = client.get(door("suggest_tags", conversation), {"add": "REF"}).content.decode()
    assert 'value="&lt;refund&gt;"' in text
    assert "<refund>" not in text
    assert client.get(door("suggest_tags", conversation), {"add": "\x00" * 900}).status_code == 200
    set_tag_makers("leads", by=cleo)
    answer = client.post(door("tags", conversation), {"add": "brand new"})
    assert (answer.status_code, "only leads make new ones" in answer.content.decode()) == (422, True)
    assert client.post(door("tags", conversation), {"add": "<REFUND>"}).status_code == 302


def test_buttons_use_the_default_of_a_category(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    from handrail.conversations.settings.statuses import add_status, order_statuses

    duplicate = add_status(name="Duplicate", customer_label="Solved", category="closed")
    order_statuses(order=[str(duplicate.pk)])  # first in the menu, yet not what the button does
    text = as_agent(ada).get(door("conversation", ask())).content.decode()
    default = default_status(Category.CLOSED).pk
    assert f'name="status" value="{default}" data-kind="plain"' in text

"""Ada finds articles while she answers: what the customer cannot read goes into no reply."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.customers.models import Customer
from handrail.helpcenter.models import ReadCount, Visibility
from tests.articles import article
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def put(client: Client, conversation: Conversation, key: int, **told: str) -> tuple[int, dict[str, str]]:
    answer = client.post(reverse("insert_article", args=[conversation.number, key]), told)
    return answer.status_code, answer.json()


def test_ada_puts_articles_into_what_she_writes(
    ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation, client = ask(subject="Pagewhite"), as_agent(ada)
    body = "## First\n\nOpen **Tools**, see [the other](pagewhite-inside.md).\n\n![Tools](asset:tools.svg)\n"
    public = article("Pagewhite", body, summary="Empty the cache.")
    inside = article("Pagewhite inside", visibility=Visibility.INTERNAL)
    theirs = article("Pagewhite for Pro", visibility=Visibility.CUSTOMERS, plans=["pro"])

    def listed(typed: str) -> str:
        return client.get(reverse("find_articles", args=[conversation.number]), {"q": typed}).content.decode()

    assert set(map(int, re.findall(r'data-key="(\d+)"', listed("")))) == {public.pk, inside.pk, theirs.pk}
    assert set(map(int, re.findall(r'data-key="(\d+)" data-withheld', listed("Pagewhite")))) == {
        inside.pk,
        theirs.pk,
    }
    assert "No article says that." in listed("flumberghast")

    status, link = put(client, conversation, public.pk, kind="reply")
    assert status == 200
    assert link["html"] == f'<p dir="auto"><a href="{_address(public.slug)}">Pagewhite</a></p>'
    _, words = put(client, conversation, public.pk, kind="reply", **{"as": "words"})
    assert "<b>First</b>" in words["html"] or "<strong>First</strong>" in words["html"]
    assert "Open" in words["text"]
    assert "<img" not in words["html"]
    assert link["html"] in words["html"]
    assert ReadCount.objects.get(article=public.article).inserts == 2

    assert put(client, conversation, inside.pk, kind="reply") == (
        409,
        {"error": "Only the team can read this: put it into a note."},
    )
    assert put(client, conversation, theirs.pk, kind="reply")[0] == 409
    assert put(client, conversation, inside.pk, kind="note")[0] == 200
    assert not ReadCount.objects.filter(article=inside.article).exists()
    Customer.objects.filter(pk=dora.pk).update(fields={"plan": "Pro"})
    assert put(client, conversation, theirs.pk, kind="reply")[0] == 200


def test_the_palette_finds_articles(ada: Agent, as_agent: SignIn) -> None:
    found = article("Pagewhite after an update")
    text = as_agent(ada).get(reverse("palette_articles"), {"q": "Pagewhite"}).content.decode()
    assert f'href="/help/en/{found.slug}/"' in text
    assert "Pagewhite after an update" in text


def _address(slug: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}/help/en/{slug}/"

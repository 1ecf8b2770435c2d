"""Before Dora sends a form, articles that everybody may read are offered; no others."""

from __future__ import annotations

import pytest
from django.test import Client

from handrail.channels import suggesting
from handrail.channels.form.models import Form
from handrail.helpcenter.models import Visibility
from tests.articles import article

pytestmark = pytest.mark.django_db


def test_a_form_offers_public_articles_and_asks_for_none_where_there_are_none(
    contact: Form, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article("Pagewhite for the team", visibility=Visibility.INTERNAL)
    article("Pagewhite for customers", visibility=Visibility.CUSTOMERS)
    assert "data-articles" not in client.get("/forms/contact/").content.decode()
    assert client.get("/forms/contact/articles/?q=Pagewhite").json() == {"articles": []}

    article("Pagewhite after an update", "Empty the cache.", summary="Your products are safe.")
    assert "data-articles" in client.get("/forms/contact/").content.decode()
    (told,) = client.get("/forms/contact/articles/?q=Pagewhite").json()["articles"]
    assert told["title"] == "Pagewhite after an update"
    assert told["summary"] == "Your products are safe."
    assert told["address"].startswith("http")
    assert told["address"].endswith("/help/en/pagewhite-after-an-update/")
    assert client.get("/forms/contact/articles/?q=").json() == {"articles": []}

    monkeypatch.setattr(suggesting, "_ASKED", 1)
    assert client.get("/forms/contact/articles/?q=Pagewhite").json() == {"articles": []}

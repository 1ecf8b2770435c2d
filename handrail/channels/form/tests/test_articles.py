"""Before Dora sends a form, articles that everybody may read are offered; no others."""

from __future__ import annotations

import pytest
from django.test import Client

from handrail.channels import suggesting
from handrail.channels.form.models import Form
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import Site, Visibility
from tests.articles import article

pytestmark = pytest.mark.django_db


def _asked(client: Client, question: str = "Pagewhite", **headers: str) -> list[dict[str, str]]:
    told = client.post("/forms/contact/articles/", {"question": question}, headers=headers)
    return list(told.json()["articles"])


def test_a_form_offers_public_articles_and_asks_for_none_where_there_are_none(
    contact: Form, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article("Pagewhite for the team", visibility=Visibility.INTERNAL)
    article("Pagewhite for customers", visibility=Visibility.CUSTOMERS)
    assert "data-articles" not in client.get("/forms/contact/").content.decode()
    assert _asked(client) == []

    article("Pagewhite after an update", "Empty the cache.", summary="Your products are safe.")
    assert "data-articles" in client.get("/forms/contact/").content.decode()
    (told,) = _asked(client)
    assert told["title"] == "Pagewhite after an update"
    assert told["summary"] == "Your products are safe."
    assert told["address"].startswith("http")
    assert told["address"].endswith("/help/en/pagewhite-after-an-update/")
    assert _asked(client, "") == []

    monkeypatch.setattr(suggesting, "_ASKED", 1)
    assert _asked(client) == []


def test_a_form_on_a_brand_s_domain_offers_articles_of_that_brand(contact: Form, client: Client) -> None:
    brand = Site.objects.create(name="Polaris", host="help.polaris.example", languages=["en"])
    forget_remembered()
    article("Pagewhite of Nordlicht")
    assert "data-articles" not in client.get("/forms/contact/", headers={"host": brand.host}).content.decode()
    article("Pagewhite of Polaris", site=brand)

    def found(**headers: str) -> list[str]:
        return [one["title"] for one in _asked(client, **headers)]

    assert "data-articles" in client.get("/forms/contact/", headers={"host": brand.host}).content.decode()
    assert found(host=brand.host) == ["Pagewhite of Polaris"]
    assert found() == found(origin="https://elsewhere.example") == ["Pagewhite of Nordlicht"]
    brand.is_on = False
    brand.save()
    assert found(host=brand.host) == []
    forget_remembered()

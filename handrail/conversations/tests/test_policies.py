"""What support covers is said by the closest policy; what it does not is said once, and counted later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.conversations import verbs
from handrail.conversations.models import Entry, Product, SupportPolicy
from handrail.conversations.policies import policy_for
from handrail.conversations.settings.policies import delete_policy, keep_policy
from handrail.conversations.verbs.scoping import ScopeRefused, scope_told
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def keep(product: Product | None = None, plan: str = "", **texts: str) -> SupportPolicy:
    policy = keep_policy(SupportPolicy(), product=product, plan=plan, texts=texts, by=None)
    forget_remembered()
    return policy


@pytest.fixture
def lamp() -> Product:
    return Product.objects.create(key="lamp", name="Lamp")


def test_the_closest_policy_holds(lamp: Product) -> None:
    forget_remembered()
    assert policy_for("lamp", "Pro", "en") == ""
    keep(en="everybody")
    keep(plan="Free", en="free")
    keep(lamp, en="lamp", fr="lampe")
    keep(lamp, "Pro", en="lamp pro")
    told = {
        (p, plan): policy_for(p, plan, "en") for p in ("lamp", "desk", "") for plan in ("PRO", "Free", "")
    }
    assert told == {
        ("lamp", "PRO"): "lamp pro",
        ("lamp", "Free"): "lamp",
        ("lamp", ""): "lamp",
        ("desk", "PRO"): "everybody",
        ("desk", "Free"): "free",
        ("desk", ""): "everybody",
        ("", "PRO"): "everybody",
        ("", "Free"): "free",
        ("", ""): "everybody",
    }


def test_a_policy_is_read_in_the_language_of_who_asks(lamp: Product) -> None:
    policy = keep(lamp, en="lamp", fr="lampe")
    assert [policy_for("lamp", "", code) for code in ("fr", "fr-CA", "sl")] == ["lampe", "lampe", "lamp"]
    delete_policy(policy, by=None)
    forget_remembered()
    assert policy_for("lamp", "", "fr") == ""


def test_a_policy_says_something_and_is_there_once(lamp: Product) -> None:
    keep(lamp, "Pro", en="lamp")
    for texts in ({"en": "again"}, {"en": "  "}, {"en": "x" * 5001}):
        with pytest.raises(ValidationError):
            keep_policy(SupportPolicy(), product=lamp, plan="Pro", texts=texts, by=None)


def test_ada_guides_dora_elsewhere_and_takes_it_back(ask: Ask, ada: Agent) -> None:
    found = ask("My theme is broken")
    found.customer.fields = {"plan": "Free"}
    found.customer.save()
    assert verbs.guide_elsewhere(found, where="The theme's forum", by=ada.as_actor())
    assert not verbs.guide_elsewhere(found, where=" The  theme's forum", by=ada.as_actor())
    told = scope_told(found)
    assert told is not None
    assert (told.is_out, told.where, told.plan) == (True, "The theme's forum", "Free")
    assert verbs.take_back_guiding(found, by=ada.as_actor())
    assert not verbs.take_back_guiding(found, by=ada.as_actor())
    assert Entry.objects.filter(kind="scope_changed").count() == 2
    with pytest.raises(ScopeRefused):
        verbs.guide_elsewhere(found, where="  ", by=ada.as_actor())


def test_a_guest_sorts_nothing(ask: Ask, ada: Agent) -> None:
    found = ask("My theme is broken")
    Agent.objects.filter(pk=ada.pk).update(role="light")
    with pytest.raises(NotAllowed):
        verbs.guide_elsewhere(found, where="x", by=Agent.objects.get(pk=ada.pk).as_actor())


def test_it_is_said_on_a_page_and_stands_beside_the_conversation(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    keep(en="We help with our own plugin.")
    found, browser = ask("My theme is broken"), as_agent(ada)
    page = browser.get(reverse("conversation", args=[found.number])).content.decode()
    assert "We help with our own plugin." in page
    where = reverse("guide_elsewhere", args=[found.number])
    assert "We help with our own plugin." in browser.get(where).content.decode()
    assert browser.post(where, {"where": ""}).status_code == 422
    answer = browser.post(where, {"where": "<b>forum</b>"}, follow=True)
    assert "&lt;b&gt;forum&lt;/b&gt;" in answer.content.decode()


def test_cleo_writes_a_policy_and_finn_finds_no_such_page(
    lamp: Product, cleo: Agent, finn: Agent, as_agent: SignIn
) -> None:
    browser, form = (
        as_agent(cleo),
        {"product": lamp.pk, "plan": " Pro ", "text_en": "All of it", "text_fr": ""},
    )
    assert browser.post(reverse("add_policy"), form).status_code == 302
    policy = SupportPolicy.objects.get()
    assert (policy.product, policy.plan, policy.texts) == (lamp, "Pro", {"en": "All of it"})
    assert browser.post(reverse("add_policy"), form).status_code == 422
    page = reverse("policy", args=[policy.pk])
    assert browser.post(page, {**form, "text_fr": "Tout", "text_xx": "?"}).status_code == 302
    assert "Lamp" in browser.get(reverse("policies")).content.decode()
    assert set(SupportPolicy.objects.get().texts) == {"en", "fr"}
    stranger = as_agent(finn)
    for address in (reverse("policies"), reverse("add_policy"), page):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"delete": "1"}).status_code in (404, 405)
    assert SupportPolicy.objects.exists()
    assert as_agent(cleo).post(page, {"delete": "1"}).status_code == 302
    assert not SupportPolicy.objects.exists()

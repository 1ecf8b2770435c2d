"""Leads switch the portal on, choose its mailboxes, and get the product's secret, shown once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_mailbox
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal
from handrail.channels.portal.tests.conftest import AsCustomer
from handrail.conversations.models import Conversation
from handrail.core.models import AuditEntry
from handrail.core.tests.test_logo_pictures import png
from handrail.core.vault import seal, unseal
from handrail.customers.models import Customer
from handrail.helpcenter.models import Site
from handrail.helpcenter.verbs.sites import save_site

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_cleo_switches_it_on(
    support: Mailbox, cleo: Agent, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    client, address = as_agent(cleo), reverse("portal_settings")
    assert "Lamp support" in client.get(address).content.decode()
    assert client.get(reverse("portal")).status_code == 404
    body = {"is_on": "1", "name": "Lamp & Co.", "colour": "#0b7a75", "mailboxes": [support.pk]}
    for missing in ("name", "mailboxes"):
        assert client.post(address, {**body, missing: ""}).status_code == 422
    for wrong in ("red", "#12345", "#12345g", '#123456"><b>'):
        assert client.post(address, {**body, "colour": wrong}).status_code == 422
    assert client.post(address, body).status_code == 302
    assert Client().get(reverse("portal_sign_in")).status_code == 200
    assert AuditEntry.objects.filter(action="portal changed").count() == 1
    for agent in (ada, finn):
        for name in ("portal_settings", "portal_secret"):
            assert as_agent(agent).post(reverse(name), body).status_code == 404


def test_who_signs_customers_in_is_for_owners(portal: Portal, cleo: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(cleo), reverse("portal_settings")
    Portal.objects.update(secret_sealed=seal("ours"), realm="shop", secret_made_at=timezone.now())
    for name in ("portal_secret", "portal_provider"):
        assert client.post(reverse(name), {"drop": "1"}).status_code == 404
        assert reverse(name) not in client.get(address).content.decode()
    assert client.get(reverse("portal_provider")).status_code == 404
    body = {"is_on": "1", "name": "Shade", "mailboxes": [one.pk for one in portal.mailboxes.all()]}
    assert client.post(address, body | {"realm": "moles"}).status_code == 302
    kept = Portal.objects.get()
    assert (kept.name, kept.realm, unseal(kept.secret_sealed)) == ("Shade", "shop", "ours")


def test_a_mailbox_that_cleo_does_not_see_stays(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    hidden = create_mailbox(name="Cellar", address="cellar@lamp.example")
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support, hidden])
    client, address = as_agent(cleo), reverse("portal_settings")
    assert "Cellar" not in client.get(address).content.decode()
    assert client.post(address, {"is_on": "1", "name": "Lamp", "mailboxes": [hidden.pk]}).status_code == 422
    assert client.post(address, {"is_on": "1", "name": "Lamp"}).status_code == 302
    assert list(Portal.objects.get().mailboxes.all()) == [hidden]


def test_the_secret_is_shown_once_and_kept_sealed(olga: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(olga), reverse("portal_secret")
    shown = client.post(address)
    secret = unseal(Portal.objects.get().secret_sealed)
    assert len(secret) == 64
    assert secret in shown.content.decode()
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert secret not in client.get(reverse("portal_settings")).content.decode()
    assert secret not in str(list(Portal.objects.values())) + str(list(AuditEntry.objects.values()))
    client.post(address)
    assert unseal(Portal.objects.get().secret_sealed) != secret
    client.post(address, {"drop": "1"})
    assert Portal.objects.get().secret_sealed == ""
    assert Portal.objects.get().is_on is False


def test_the_portal_wears_a_brand_and_its_own_name_comes_first(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    site = save_site(
        Site(name="Shade", host="shade.example", colour="#123456", languages=["en"]), by=cleo, logo=png()
    )
    body = {"is_on": "1", "name": "", "brand": site.pk, "mailboxes": [support.pk]}
    assert as_agent(cleo).post(reverse("portal_settings"), body).status_code == 302
    page = Client().get(reverse("portal_sign_in")).content.decode()
    assert "Shade" in page
    assert "#123456" in page
    (address,) = re.findall(r'<img src="([^"]+)"', page)
    logo = Client().get(address)
    assert (logo.status_code, logo.content) == (200, png())
    assert "public" in logo.headers["Cache-Control"]
    set_portal(is_on=True, name="Lamp", colour="#0b7a75", mailboxes=[support], brand=site)
    page = Client().get(reverse("portal_sign_in")).content.decode()
    assert "#123456" not in page
    set_portal(is_on=False, name="Lamp", colour="", mailboxes=[support], brand=site)
    assert Client().get(address).status_code == 404


def test_new_requests_go_to_the_mailbox_that_cleo_chose(
    support: Mailbox, billing: Mailbox, dora: Customer, cleo: Agent, as_agent: SignIn, as_customer: AsCustomer
) -> None:
    client, address = as_agent(cleo), reverse("portal_settings")
    body = {"is_on": "1", "name": "Lamp", "mailboxes": [support.pk, billing.pk]}
    cellar = create_mailbox(name="Cellar", address="cellar@lamp.example")
    assert client.post(address, body | {"first_mailbox": cellar.pk}).status_code == 422
    assert (
        client.post(address, body | {"mailboxes": [billing.pk], "first_mailbox": support.pk}).status_code
        == 422
    )
    for chosen, first in (("", billing), (support.pk, support)):
        assert client.post(address, body | {"first_mailbox": chosen}).status_code == 302
        told = {"subject": "Dark", "text": "It is dark.", "once": str(uuid.uuid4())}
        as_customer(dora).post(reverse("portal_new"), told)
        assert Conversation.objects.latest("pk").mailbox == first
    mailboxes = [support, billing, cellar]
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=mailboxes, first_mailbox=cellar)
    assert client.post(address, body).status_code == 302
    assert Portal.objects.get().first_mailbox == cellar  # Cleo does not see it

"""Dora signs in to the portal with her account in the product, by a real small OpenID provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.portal.models import Arrival, Portal, Provider, Visit
from handrail.channels.portal.openid import arriving
from handrail.channels.portal.openid.arriving import realm_of
from handrail.channels.portal.openid.discovering import ask_provider
from handrail.channels.portal.signing_in import forget_old
from handrail.core.vault import seal, unseal
from handrail.customers.models import Address, Customer, Identity
from tests.openid_server import OpenIdServer, running_openid

pytestmark = pytest.mark.django_db
ADDRESS = "dora@nordlicht.example"
SignIn = Callable[[Agent], Client]


@pytest.fixture(scope="module")
def server() -> Iterator[OpenIdServer]:
    with running_openid() as told:
        yield told


@pytest.fixture
def openid(server: OpenIdServer, settings: Any, portal: Portal) -> OpenIdServer:
    settings.OWN_SERVERS = {server.place}
    server.claims = {"sub": "u-7", "email": ADDRESS, "email_verified": True, "name": "Dora"}
    server.lies, server.by_userinfo, server.document, server.signs_with = {}, {}, {}, "ES256"
    facts = {"name": "Lamp account", "issuer": server.issuer, "client_id": server.client_id}
    provider = Provider(pk=1, is_on=True, secret_sealed=seal(server.client_secret), **facts)
    provider.save()
    ask_provider(provider)
    assert provider.problem == ""
    return server


def bring(client: Client, leave: str = "/portal/openid/") -> str:
    """To the provider, and the address to which it sends the browser back."""
    left = client.get(leave)
    assert left.status_code == 302
    answer = requests.get(left.headers["Location"], allow_redirects=False, timeout=5)
    return str(answer.headers["Location"])


def come(client: Client, address: str = "") -> Any:
    """Back again; the job asks, and the page that waits looks."""
    parts = urlsplit(address or bring(client))
    answer = client.get(parts.path, dict(parse_qsl(parts.query)))
    if answer.status_code != 302:
        return answer
    assert answer.headers["Location"] == reverse("portal_openid_wait")
    waiting = client.get(reverse("portal_openid_wait"))
    assert (waiting.status_code, waiting.headers["Refresh"]) == (200, "1")
    arriving.ask_who(Arrival.objects.latest("pk").pk)
    return client.get(reverse("portal_openid_wait"))


def test_dora_signs_in_with_her_account(dora: Customer, openid: OpenIdServer) -> None:
    client = Client()
    assert "Sign in with Lamp account" in client.get(reverse("portal_sign_in")).content.decode()
    assert come(client).status_code == 303
    assert client.get(reverse("portal")).status_code == 200
    visit = Visit.objects.get()
    assert (visit.customer, visit.address) == (dora, ADDRESS)
    assert Address.objects.get(value=ADDRESS).verified_at is not None
    assert not Arrival.objects.exists()
    assert client.get(reverse("portal_openid_wait")).status_code == 404  # told once

    openid.claims = {"sub": "u-7"}  # from now on its id is enough, and its addresses stand in user info
    openid.by_userinfo = {"email": "d@nordlicht.example", "email_verified": True, "sub": "another"}
    assert come(Client()).status_code == 303
    openid.by_userinfo["sub"] = "u-8"
    openid.claims = {"sub": "u-8", "email": ADDRESS, "email_verified": "yes"}
    assert come(Client()).status_code == 303
    assert set(Identity.objects.values_list("external_id", "customer__name")) >= {("u-7", "Dora")}
    assert Identity.objects.get(external_id="u-8").customer != dora

    Identity.objects.filter(external_id="u-7").delete()
    Address.objects.filter(value=ADDRESS).delete()
    assert client.get(reverse("portal")).status_code == 302  # neither is hers any more


def test_she_lands_on_the_article_for_which_she_signed_in(dora: Customer, openid: OpenIdServer) -> None:
    client = Client()
    page = client.get("/help/en/lamp-4-beta/").content.decode()
    door = client.get(re.search(r'href="(/portal/sign-in/[^"]+)"', page)[1]).content.decode()  # type: ignore[index]
    leave = re.search(r'href="(/portal/openid/[^"]+)"', door)[1]  # type: ignore[index]
    assert come(client, bring(client, leave)).headers["Location"] == "/help/en/lamp-4-beta/"
    assert come(client, bring(client)).headers["Location"] == reverse("portal")


def test_what_opens_nothing(dora: Customer, openid: OpenIdServer) -> None:
    now = int(timezone.now().timestamp())
    lies: list[dict[str, Any]] = [
        *({"nonce": nonce} for nonce in ("another", None)),
        *({"iss": issuer} for issuer in ("https://evil.example", None)),
        *({"aud": to} for to in ("somebody", None, ["somebody", "else"])),
        {"aud": ["handrail", "other"]},
        {"aud": ["handrail", "other"], "azp": "other"},
        *({"exp": at} for at in (now - 90, None)),
        {"iat": now + 900},
        *({"sub": sub} for sub in (None, "", "x" * 201)),
    ]
    for openid.lies in lies:
        assert come(Client()).status_code == 404, openid.lies
    openid.lies = {}
    for openid.signs_with in ("HS256", "HS512"):
        assert come(Client()).status_code == 404
    openid.signs_with = "ES256"
    for openid.claims in ({"sub": "u-9"}, {"sub": "u-9", "email": ADDRESS, "email_verified": False}):
        answer = come(Client())
        assert answer.status_code == 404
        assert "no confirmed e-mail address" in answer.content.decode()
    assert not Visit.objects.exists()
    assert not Identity.objects.exists()


def test_only_the_browser_that_left_comes_back_and_once(dora: Customer, openid: OpenIdServer) -> None:
    client, other = Client(), Client()
    address = bring(client)
    assert come(Client(), address).status_code == 404  # nobody left from there
    bring(other)
    assert come(other, address).status_code == 404  # another state
    assert come(client, address + "&iss=https://evil.example").status_code == 404
    address = bring(client)
    assert come(client, address.replace("code=", "code=x")).status_code == 404  # made up
    address = bring(client)
    assert come(client, address).status_code == 303
    assert come(client, address).status_code == 404
    left = client.get(reverse("portal_openid_back"), {"error": "access_denied", "lang": "en"})
    assert "You did not sign in there" in left.content.decode()
    Arrival.objects.create(token_hash="x", nonce_hash="y", expires_at=timezone.now() - timedelta(1))
    forget_old()
    assert not Arrival.objects.exists()


def test_its_keys_change_and_it_goes_away(dora: Customer, openid: OpenIdServer) -> None:
    openid.key, openid.kid = ec.generate_private_key(ec.SECP256R1()), "two"
    assert come(Client()).status_code == 303
    client = Client()
    address = bring(client)
    Provider.objects.update(secret_sealed=seal("another"))
    answer = come(client, address)
    assert "does not answer us now" in answer.content.decode()
    assert "invalid_client" in Provider.objects.get().problem
    provider = Provider.objects.get()
    for document, says in (
        ({"issuer": "https://evil.example"}, "evil.example"),
        ({"token_endpoint": "http://10.0.0.1/token"}, "token_endpoint"),
        ({"authorization_endpoint": None}, "authorization_endpoint"),
        ({"jwks_uri": openid.issuer + "/none"}, "404"),
        ({"jwks_uri": "https://127.0.0.1:1/keys"}, "127.0.0.1"),
    ):
        openid.document = document
        ask_provider(provider)
        assert says in provider.problem
        assert provider.document["token_endpoint"] == openid.issuer + "/token"  # as it was good
    provider.issuer = "https://127.0.0.1/"
    ask_provider(provider)
    assert "not a server outside" in provider.problem


def test_olga_sets_it_up(olga: Agent, ada: Agent, openid: OpenIdServer, as_agent: SignIn) -> None:
    client, address = as_agent(olga), reverse("portal_provider")
    assert "The provider answers" in client.get(address).content.decode()
    body = {"is_on": "1", "name": "Lamp", "issuer": openid.issuer, "client_id": "ours", "realm": "lamp-app"}
    for wrong in ("http://id.example", "id.example", openid.issuer + "?a", "javascript:alert(1)", ""):
        assert client.post(address, body | {"issuer": wrong}).status_code == 422
    assert client.post(address, body | {"realm": "Lamp App"}).status_code == 422
    assert client.post(address, body).status_code == 302
    kept = Provider.objects.get()
    assert (kept.client_id, unseal(kept.secret_sealed)) == ("ours", openid.client_secret)
    assert kept.document == {}  # it is another client: asked anew
    assert Client().get(reverse("portal_openid")).status_code == 404
    assert realm_of(kept) == "product lamp-app"
    assert realm_of(Provider(issuer="https://" + "a" * 60 + ".example")) != realm_of(
        Provider(issuer="https://b")
    )
    assert len(realm_of(Provider(issuer="https://" + "a" * 60 + ".example"))) <= 40
    arriving.ask_again()
    assert Provider.objects.get().is_ready
    assert as_agent(ada).get(address).status_code == 404
    assert client.post(address, {"drop": "1"}).status_code == 302
    assert not Provider.objects.exists()

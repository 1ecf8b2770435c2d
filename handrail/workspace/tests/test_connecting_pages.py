"""Adding a mailbox, and coming back from a provider that this session never went to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting.grants import SignInService
from handrail.channels.email.models import Connection
from handrail.workspace.views import connecting

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Lamps", "address": "lamps@lamp.example", "language": "en", "time_zone": "UTC",
    "imap_host": "imap.lamp.example", "imap_port": 993, "imap_security": "ssl", "imap_folder": "INBOX",
    "imap_user": "lamps@lamp.example",
    "smtp_host": "", "smtp_port": 587, "smtp_security": "starttls", "smtp_user": "",
}  # fmt: skip


def as_(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def service() -> SignInService:
    return SignInService.objects.create(kind="google", name="Google", client_id="c")


def test_a_known_address_is_filled_in(olga: Agent) -> None:
    service()
    page = as_(olga).get("/settings/mailboxes/add/?address=lamps@gmail.com").content.decode()
    assert 'value="imap.gmail.com"' in page
    assert "app password" in page


def test_a_mailbox_with_a_service_waits_for_its_sign_in(olga: Agent) -> None:
    olgas = as_(olga)
    answer = olgas.post("/settings/mailboxes/add/?address=x@y.z", FORM | {"service": service().pk})
    assert answer.status_code == 302
    page = olgas.get(answer["Location"]).content.decode()
    assert "Press “Connect”" in page
    away = olgas.get(answer["Location"] + "sign-in/")
    assert away["Location"].startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert "code_challenge_method=S256" in away["Location"]


def test_a_state_of_another_session_is_nobodys(olga: Agent, support: Mailbox) -> None:
    Connection.objects.create(mailbox=support, service=service())
    olgas, path = as_(olga), "/settings/mailboxes/signed-in/"
    told: dict[str, Any] = {"mailbox": support.pk, "once": "x"}
    good = signing.dumps(told, salt=connecting._SALT)
    assert olgas.get(path, {"state": good, "code": "c"}).status_code == 404
    olgas.get(f"/settings/mailboxes/{support.pk}/sign-in/")
    assert olgas.get(path, {"state": good, "code": "c"}).status_code == 404  # another's once
    assert olgas.get(path, {"state": "forged", "code": "c"}).status_code == 404


def test_a_refusal_at_the_provider_is_shown(olga: Agent, support: Mailbox) -> None:
    Connection.objects.create(mailbox=support, service=service())
    olgas = as_(olga)
    olgas.get(f"/settings/mailboxes/{support.pk}/sign-in/")
    once = olgas.session[connecting._KEPT]["once"]
    state = signing.dumps({"mailbox": support.pk, "once": once}, salt=connecting._SALT)
    asked = {"state": state, "error": "access_denied"}
    page = olgas.get("/settings/mailboxes/signed-in/", asked, follow=True).content.decode()
    assert "access_denied" in page
    assert olgas.get("/settings/mailboxes/signed-in/", asked).status_code == 404  # used once

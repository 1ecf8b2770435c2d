"""Adding a mailbox, and coming back from a provider that this session never went to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import grant_access
from handrail.channels.email.connecting.grants import SignInService
from handrail.channels.email.drop.routing import mailbox_of
from handrail.channels.email.esp.services import services
from handrail.channels.email.models import Connection
from handrail.core.vault import unseal
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


def test_no_provider_gets_the_code_of_another(olga: Agent, support: Mailbox) -> None:
    row = Connection.objects.create(mailbox=support, service=service())
    olgas = as_(olga)
    olgas.get(f"/settings/mailboxes/{support.pk}/sign-in/")
    once = olgas.session[connecting._KEPT]["once"]
    row.service = SignInService.objects.create(
        kind="other", name="Evil", token_url="https://evil.example/token"
    )
    row.save()
    state = signing.dumps({"mailbox": support.pk, "once": once}, salt=connecting._SALT)
    told = {"state": state, "code": "a secret"}
    page = olgas.get("/settings/mailboxes/signed-in/", told, follow=True).content.decode()
    assert "by another service than the one that was asked" in page


ESP = FORM | {"imap_host": "", "incoming": "esp", "outgoing": "esp", "esp": "postmark"}


def test_a_mailbox_by_a_service_shows_where_it_calls_and_never_its_secret(olga: Agent) -> None:
    olgas = as_(olga)
    refused = olgas.post("/settings/mailboxes/add/?address=x@y.z", ESP)
    assert refused.status_code == 422
    assert "This is needed." in refused.content.decode()
    answer = olgas.post(
        "/settings/mailboxes/add/?address=x@y.z", ESP | {"postmark-server_token": "t0p s3cret"}
    )
    assert answer.status_code == 302
    page = olgas.get(answer["Location"]).content.decode()
    link = Connection.objects.get()
    token = unseal(link.hook_sealed)
    assert f"/hooks/mail/postmark/{token}/events/</code>" in page
    assert f"/hooks/mail/postmark/{token}/</code>" in page
    assert "Include raw email content" in page
    assert "t0p s3cret" not in page
    assert link.esp_secrets == {"server_token": "t0p s3cret"}
    again = olgas.post(answer["Location"], ESP)  # an empty secret stays as it is
    assert again.status_code == 302
    link.refresh_from_db()
    assert link.esp_secrets == {"server_token": "t0p s3cret"}
    olgas.post(answer["Location"] + "addresses/")
    assert token not in olgas.get(answer["Location"]).content.decode()


def test_a_service_that_brings_no_mail_says_so(olga: Agent) -> None:
    page = as_(olga).post(
        "/settings/mailboxes/add/?address=x@y.z", ESP | {"esp": "resend", "resend-api_key": "k"}
    )
    assert "Resend does not bring mail" in page.content.decode()
    assert not Connection.objects.exists()


def test_a_server_of_one_s_own_must_be_named_by_the_operator(olga: Agent) -> None:
    told = ESP | {"esp": "postal", "postal-api_key": "k", "postal-url": "https://169.254.169.254/latest"}
    page = as_(olga).post("/settings/mailboxes/add/?address=x@y.z", told).content.decode()
    assert "HANDRAIL_OWN_SERVERS" in page
    assert not Connection.objects.exists()


def test_a_mailbox_that_is_delivered_to_needs_no_server(olga: Agent) -> None:
    olgas = as_(olga)
    answer = olgas.post(
        "/settings/mailboxes/add/?address=x@y.z", FORM | {"imap_host": "", "incoming": "drop"}
    )
    page = olgas.get(answer["Location"]).content.decode()
    assert "HANDRAIL_MAIL_DROP=lmtp:127.0.0.1:2424" in page
    assert "lamps@lamp.example lmtp:inet:127.0.0.1:2424" in page
    assert Connection.objects.get().incoming == "drop"


def test_every_service_has_its_line_in_the_style_sheet() -> None:
    sheet = (Path(__file__).parents[3] / "frontend/styles/connecting.css").read_text()
    for key in services():
        assert f'[value="{key}"]:checked) [data-esp="{key}"]' in sheet


def test_finn_neither_sees_nor_changes_the_addresses(olga: Agent, finn: Agent, ada: Agent) -> None:
    answer = as_(olga).post("/settings/mailboxes/add/?address=x@y.z", ESP | {"postmark-server_token": "key"})
    link = Connection.objects.get()
    for stranger in (finn, ada):
        assert as_(stranger).get(answer["Location"]).status_code == 404
        assert as_(stranger).post(answer["Location"] + "addresses/").status_code == 404
    assert Connection.objects.get().hook_hash == link.hook_hash


def test_what_a_way_needs_is_not_called_optional(olga: Agent) -> None:
    page = as_(olga).get("/settings/mailboxes/add/?address=lamps@lamp.example").content.decode()
    for name in ("imap_host", "imap_user", "imap_secret", "smtp_host", "smtp_user", "smtp_secret"):
        assert "optional" not in page.partition(f'<label for="id_{name}">')[2].partition("</label>")[0], name


def test_an_older_name_of_a_zone_can_stay(olga: Agent, support: Mailbox) -> None:
    Mailbox.objects.filter(pk=support.pk).update(time_zone="Asia/Calcutta")
    address, told = f"/settings/mailboxes/{support.pk}/", FORM | {"time_zone": "Asia/Calcutta"}
    assert '<option value="Asia/Calcutta" selected>' in as_(olga).get(address).content.decode()
    assert as_(olga).post(address, told).status_code == 302
    assert as_(olga).post(address, FORM | {"time_zone": "US/Pacific"}).status_code == 422
    hours = as_(olga).get(f"{address}hours/").content.decode()
    assert '<option value="Asia/Calcutta" selected>' in hours


@pytest.mark.parametrize("host", ["", "smtp.lamp.example"])
def test_what_was_not_tried_is_not_said_to_work(olga: Agent, support: Mailbox, host: str) -> None:
    steps = [{"name": "Sign in", "state": "done", "says": ""}] if host else []
    Connection.objects.create(
        mailbox=support, smtp_host=host, checked_at=timezone.now(), trial={"ended": True, "steps": steps}
    )
    page = as_(olga).get(f"/settings/mailboxes/{support.pk}/").content.decode()
    assert "the mail went out and came in" not in page
    assert ("Nothing is wrong" in page, "No mail goes out" in page) == (bool(host), not host)
    assert "The servers answered" not in page  # nothing was signed in to, and none for incoming mail is named


def test_nobody_takes_the_address_of_another_mailbox(support: Mailbox, billing: Mailbox, finn: Agent) -> None:
    """Mail to it would land where its people do not look, and answers would seem to come from there."""
    finn.role = "lead"
    finn.save()
    grant_access(support, to=finn)
    Mailbox.objects.filter(pk=billing.pk).update(aliases=["invoices@lamp.example"])
    client, rules = as_(finn), reverse("mail_rules", args=[support.pk])
    form = {"address": "support@lamp.example", "name": support.name}
    for taken in ("BILLING@lamp.example", "invoices@lamp.example"):
        assert client.post(rules, {"aliases": taken}).status_code == 422
        edited = client.post(reverse("mailbox", args=[support.pk]), FORM | form | {"address": taken})
        assert edited.status_code == 422
        added = client.post(reverse("add_mailbox"), FORM | {"name": "Mine", "address": taken})
        assert added.status_code == 422
        assert mailbox_of(taken) == billing
    Mailbox.objects.filter(pk=support.pk).update(aliases=["invoices@lamp.example"])  # as it was before
    own = {"aliases": "invoices@lamp.example help@lamp.example"}
    assert client.post(rules, own).status_code == 302
    assert client.post(reverse("mailbox", args=[support.pk]), FORM | form).status_code == 302

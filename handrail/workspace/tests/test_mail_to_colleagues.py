"""Who carries mail to colleagues: a link to a new password is as good as the password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import NotAllowed
from handrail.channels.email.models import Connection
from handrail.channels.email.sending.backend import senders
from handrail.channels.email.verbs import connect_mailbox
from handrail.workspace.tests.test_connecting_pages import FORM

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SERVER = {"smtp_host": "smtp.lamp.example", "smtp_user": "lamps"}
MOLE = {"smtp_host": "smtp.mole.example"}


def told(mailbox: Mailbox, **more: object) -> dict[str, object]:
    """The form of a mailbox as a browser sends it."""
    return FORM | {"name": mailbox.name, "address": mailbox.address} | SERVER | more


@pytest.fixture
def carrier(support: Mailbox, olga: Agent) -> Connection:
    return connect_mailbox(support, by=olga, smtp_security="starttls", smtp_port=587, **SERVER)


def test_a_server_that_a_lead_enters_gets_no_link_to_an_owners_password(
    carrier: Connection, support: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    page = reverse("mailbox", args=[support.pk])
    cleos, olgas = as_agent(cleo), as_agent(olga)
    assert 'name="for_colleagues"' not in cleos.get(page).content.decode()
    for more in ({"smtp_secret": "new"}, {"for_colleagues": "on", "imap_host": "imap2.lamp.example"}):
        assert cleos.post(page, told(support, **more)).status_code == 302
        assert [one.mailbox for one in senders()] == [support], "the same server, as the same user"
    assert cleos.post(page, told(support, **MOLE, smtp_secret="mine", for_colleagues="on")).status_code == 302
    assert not senders().exists()
    wrong = 'id="wrong-for_colleagues"'
    assert wrong in cleos.get(reverse("health")).content.decode()
    connection = Connection.objects.get(pk=carrier.pk)
    assert connection.sends, "replies to customers leave by it"
    assert cleos.post(page, told(support, smtp_secret="ours")).status_code == 302
    assert not senders().exists(), "going back is no way to be believed"
    assert 'name="for_colleagues"' in olgas.get(page).content.decode()
    assert olgas.post(page, told(support, for_colleagues="on")).status_code == 302
    assert [one.mailbox for one in senders()] == [support]
    assert wrong not in cleos.get(reverse("health")).content.decode()
    assert olgas.post(page, told(support)).status_code == 302
    assert not senders().exists()


def test_a_mailbox_that_a_lead_adds_carries_none_and_an_owners_does(
    carrier: Connection, support: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    page = reverse("add_mailbox")
    assert as_agent(cleo).post(page, FORM | MOLE | {"for_colleagues": "on"}).status_code == 302
    assert [one.mailbox for one in senders()] == [support]
    assert " checked" in _box(as_agent(olga).get(page, {"address": "x@y.org"}).content.decode())
    form = FORM | SERVER | {"name": "Two", "address": "two@lamp.example", "for_colleagues": "on"}
    assert as_agent(olga).post(page, form).status_code == 302
    assert senders().count() == 2


def _box(page: str) -> str:
    return page.partition('name="for_colleagues"')[2].partition(">")[0]


def test_a_password_that_was_entered_for_one_server_is_told_to_no_other(
    carrier: Connection, support: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    page, kept = reverse("mailbox", args=[support.pk]), {"imap_secret": "in", "smtp_secret": "out"}
    assert as_agent(olga).post(page, told(support, **kept)).status_code == 302
    for moles in (MOLE, {"imap_host": "imap.mole.example"}):
        assert as_agent(cleo).post(page, told(support, **moles)).status_code == 422
        again = {"imap_secret": "mine", "smtp_secret": "mine"}
        assert as_agent(cleo).post(page, told(support, **moles, **again)).status_code == 302
        assert as_agent(olga).post(page, told(support, **kept)).status_code == 302
    connection = connect_mailbox(support, by=cleo, imap_host="imap.mole.example", **MOLE)
    assert (connection.imap_secret, connection.smtp_secret) == ("", "")


def test_an_account_at_a_service_is_its_key(
    billing: Mailbox, support: Mailbox, cleo: Agent, olga: Agent
) -> None:
    def by(agent: Agent, key: str) -> bool:
        secrets = {"token": key}
        kept = connect_mailbox(billing, by=agent, outgoing="esp", esp="postmark", esp_secrets=secrets)
        return kept.for_colleagues

    assert by(olga, "ours")
    assert by(cleo, "")
    assert by(cleo, "ours")
    assert not by(cleo, "the mole's")
    moved = connect_mailbox(billing, by=cleo, esp="postal", esp_url="https://mole.example", esp_secrets={})
    assert not moved.esp_secrets
    with pytest.raises(NotAllowed):
        connect_mailbox(billing, by=cleo, for_colleagues=True)


@pytest.mark.parametrize("way", [{"outgoing": "practice"}, {"smtp_security": "ssl"}, {"smtp_user": "mole"}])
def test_any_other_way_needs_an_owner(
    carrier: Connection, support: Mailbox, cleo: Agent, way: dict[str, str]
) -> None:
    assert not connect_mailbox(support, by=cleo, **way).for_colleagues

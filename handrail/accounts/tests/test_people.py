"""Agents, roles and access: who may do what, written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Access, Agent, Mailbox, Role, mailbox_ids
from handrail.accounts.verbs import change_agent, create_agent, create_mailbox, grant_access, revoke_access
from handrail.core.models import AuditEntry
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_one_signs_in_by_address_without_minding_case(ada: Agent) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": "ADA@lamp.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("inbox", args=["mine"])).status_code == 200


def test_one_s_security_keys_are_listed(ada: Agent) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    key = {"name": "Blue key", "passwordless": True}
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data=key)
    assert client.get(reverse("mfa_index")).status_code == 200
    assert "Blue key" in client.get(reverse("mfa_list_webauthn")).content.decode()


def test_nobody_signs_up_by_themselves() -> None:
    client = Client()
    data = {"email": "finn@elsewhere.example", "password1": "a very long password"}
    client.post("/accounts/signup/", data)
    assert not Agent.objects.exists()


def test_two_agents_never_share_an_address(ada: Agent) -> None:
    with pytest.raises(ValidationError, match="exists already"):
        create_agent(email="Ada@LAMP.example", name="Another", password=PASSWORD)
    with pytest.raises(IntegrityError, match="agent_email_once"), transaction.atomic():
        Agent.objects.create(email="ADA@lamp.example", name="Another")


@pytest.mark.parametrize("password", ["short", "password12", "1234567890"])
def test_a_password_that_is_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        create_agent(email="ada@lamp.example", name="Ada", password=password)


def test_a_time_zone_must_exist() -> None:
    with pytest.raises(ValidationError, match="Mars"):
        create_agent(email="ada@lamp.example", name="Ada", password=PASSWORD, time_zone="Mars/Olympus")


def test_access_is_given_once_taken_away_and_written_down(support: Mailbox, finn: Agent, cleo: Agent) -> None:
    grant_access(support, to=finn, by=cleo)
    grant_access(support, to=finn, by=cleo)
    assert mailbox_ids(finn) == [support.pk]
    assert Access.objects.filter(agent=finn).count() == 1
    revoke_access(support, to=finn, by=cleo)
    assert mailbox_ids(finn) == []
    actions = list(AuditEntry.objects.filter(agent=cleo).order_by("pk").values_list("action", flat=True))
    assert actions == ["access granted", "access revoked"]


def test_owners_see_every_mailbox_and_those_who_left_none(support: Mailbox, olga: Agent, ada: Agent) -> None:
    assert support.pk in mailbox_ids(olga)
    ada.is_active = False
    ada.known_mailboxes = None
    assert mailbox_ids(ada) == []


def test_at_an_earlier_address_nobody_signs_in_or_gets_a_new_password(
    ada: Agent, mailoutbox: list[EmailMessage]
) -> None:
    def signs_in_at(address: str) -> bool:
        data = {"login": address, "password": PASSWORD}
        return bool(Client().post("/accounts/login/", data).status_code == 302)

    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)  # a reset leaves it
    assert signs_in_at("ada@lamp.example")
    change_agent(ada, email="lovelace@lamp.example")
    assert not signs_in_at("ada@lamp.example")
    Client().post("/accounts/password/reset/", {"email": "ada@lamp.example"})
    assert not any("/password/reset/key/" in str(mail.body) for mail in mailoutbox)
    assert signs_in_at("lovelace@lamp.example")


def test_agents_give_themselves_no_further_address(ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    mine = {"action_add": "", "email": "ada@elsewhere.example"}
    assert client.get("/accounts/email/").status_code == 404
    assert client.post("/accounts/email/", mine).status_code == 404
    assert not EmailAddress.objects.filter(email="ada@elsewhere.example").exists()


def test_there_is_always_an_owner(olga: Agent) -> None:
    with pytest.raises(ValidationError, match="one owner"):
        change_agent(olga, role=Role.AGENT)
    with pytest.raises(ValidationError, match="one owner"):
        change_agent(olga, is_active=False)


def test_whoever_makes_a_mailbox_sees_it(cleo: Agent) -> None:
    mailbox = create_mailbox(name="Forum", address="forum@lamp.example", by=cleo)
    assert mailbox.pk in mailbox_ids(cleo)


def person(**facts: object) -> dict[str, object]:
    return {"name": "Gil", "email": "gil@lamp.example", "role": "agent", "password": PASSWORD, **facts}


def test_a_lead_makes_agents_but_neither_leads_nor_owners(
    support: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    client = as_agent(cleo)
    assert client.post(reverse("add_person"), person(role="owner")).status_code == 422
    assert client.post(reverse("add_person"), person(mailboxes=[support.pk])).status_code == 302
    made = Agent.objects.get(email="gil@lamp.example")
    assert made.role == Role.AGENT
    assert mailbox_ids(made) == [support.pk]
    assert client.get(reverse("person", args=[olga.pk])).status_code == 404
    assert client.post(reverse("person", args=[olga.pk]), person(name="Me")).status_code == 404
    assert client.post(reverse("person", args=[cleo.pk]), person(role="owner")).status_code == 404


def test_a_lead_shares_only_what_they_see(
    billing: Mailbox, support: Mailbox, finn: Agent, as_agent: SignIn
) -> None:
    finn.role = Role.LEAD
    finn.save()
    grant_access(support, to=finn)
    answer = as_agent(finn).post(reverse("add_person"), person(mailboxes=[billing.pk]))
    assert answer.status_code == 422
    assert not Agent.objects.filter(email="gil@lamp.example").exists()


def test_saving_a_person_leaves_hidden_mailboxes_alone(
    billing: Mailbox, support: Mailbox, ben: Agent, finn: Agent, as_agent: SignIn
) -> None:
    finn.role = Role.LEAD
    finn.save()
    grant_access(support, to=finn)
    data = person(name="Ben", email=ben.email, password="", is_active="on", mailboxes=[])
    assert as_agent(finn).post(reverse("person", args=[ben.pk]), data).status_code == 302
    ben.known_mailboxes = None
    assert mailbox_ids(ben) == [billing.pk]


def test_a_lead_takes_nobody_over_who_sees_more(
    billing: Mailbox, support: Mailbox, ben: Agent, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    finn.role = Role.LEAD
    finn.save()
    grant_access(support, to=finn)
    client = as_agent(finn)
    for change in ({"password": PASSWORD + "!"}, {"email": "finn2@lamp.example"}, {"is_active": ""}):
        data = person(name="Ben", email=ben.email, password="", is_active="on") | change
        answer = client.post(reverse("person", args=[ben.pk]), data)
        assert answer.status_code == 422
        assert "ask an owner" in answer.content.decode()
    mine = person(
        name="Ada", email=ada.email, is_active="on", password=PASSWORD + "!", mailboxes=[support.pk]
    )
    assert client.post(reverse("person", args=[ada.pk]), mine).status_code == 302


def test_one_s_own_profile_is_one_s_own(ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    data = {"name": "Ada L.", "language": "ro", "time_zone": "Europe/Bucharest", "role": "owner"}
    assert client.post(reverse("profile"), data).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.role) == ("Ada L.", "ro", Role.AGENT)
    assert 'lang="ro"' in client.get(reverse("profile")).content.decode()
    assert client.post(reverse("profile"), data | {"time_zone": "Mars/Olympus"}).status_code == 422

"""Cleo invites Zoe, who chooses a password by herself; a mail that was lost is sent again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent
from handrail.channels.email.models import Connection
from handrail.channels.email.tasks import send_to_agent
from handrail.core.models import AuditEntry
from handrail.workspace.inviting import MOST_AGAIN
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def zoe(cleo: Agent, way_out: Connection, as_agent: SignIn) -> Agent:
    told = {"name": "Zoe", "email": "zoe@lamp.example", "role": "agent", "is_active": "on"}
    assert as_agent(cleo).post(reverse("add_person"), told).status_code == 302
    return Agent.objects.get(email="zoe@lamp.example")


def links() -> list[str]:
    """The links in the invitations that wait to be sent, oldest first."""
    jobs = ProcrastinateJob.objects.filter(task_name=send_to_agent.name).order_by("pk")
    bodies = [job.args["body"] for job in jobs if job.args["to"] == ["zoe@lamp.example"]]
    return [re.findall(r"/accounts/password/reset/key/\S+", body)[0] for body in bodies]


def test_whoever_has_not_been_here_is_invited_again_and_then_no_more(
    cleo: Agent, zoe: Agent, as_agent: SignIn
) -> None:
    lead, again = as_agent(cleo), reverse("invite_person", args=[zoe.pk])
    assert again in lead.get(reverse("people")).content.decode()
    assert lead.post(again).status_code == 302
    assert AuditEntry.objects.get(action="agent invited again").data == {"agent": zoe.pk}
    _first, second = links()
    guest = Client()
    form = guest.get(second, follow=True).redirect_chain[-1][0]
    guest.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert guest.post("/accounts/login/", {"login": zoe.email, "password": PASSWORD}).status_code == 302
    assert again not in lead.get(reverse("people")).content.decode()
    lead.post(again)
    assert len(links()) == 2


def test_nobody_s_letter_box_is_filled(cleo: Agent, zoe: Agent, as_agent: SignIn) -> None:
    for _time in range(MOST_AGAIN + 3):
        as_agent(cleo).post(reverse("invite_person", args=[zoe.pk]))
    assert len(links()) == 1 + MOST_AGAIN


def test_who_was_given_a_password_or_may_not_sign_in_is_not_invited(
    cleo: Agent, ada: Agent, zoe: Agent, as_agent: SignIn
) -> None:
    Agent.objects.filter(pk=zoe.pk).update(is_active=False)
    for person in (ada, zoe):
        as_agent(cleo).post(reverse("invite_person", args=[person.pk]))
    assert len(links()) == 1


def test_a_lead_invites_no_owner_and_an_agent_nobody(
    cleo: Agent, ada: Agent, finn: Agent, zoe: Agent, as_agent: SignIn
) -> None:
    Agent.objects.filter(pk=zoe.pk).update(role="owner")
    for asking in (cleo, ada, finn):
        assert as_agent(asking).post(reverse("invite_person", args=[zoe.pk])).status_code == 404
    assert len(links()) == 1

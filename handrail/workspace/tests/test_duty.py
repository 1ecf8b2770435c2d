"""On duty or off: a switch of one's own, a quiet mark for colleagues, and no trace of either."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from handrail.notifications.models import Choice
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_an_agent_goes_off_duty_and_colleagues_see_it(
    ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    page = reverse("conversation", args=[conversation.number])
    assert "off duty</span>" not in _menu(as_agent(ada), page)
    before = AuditEntry.objects.count()
    assert as_agent(ben).post(reverse("duty"), {"on": ""}).status_code == 302
    forget_remembered()  # two seconds later
    assert Agent.objects.filter(pk=ben.pk, on_duty=False).exists()
    assert _menu(as_agent(ada), page).count("off duty</span>") == 1
    assert "You are off duty." in as_agent(ben).get(reverse("profile")).content.decode()
    as_agent(ben).post(reverse("duty"), {"on": "1"})
    assert Agent.objects.filter(pk=ben.pk, on_duty=True).exists()
    assert AuditEntry.objects.count() == before  # nobody learns when somebody was away


def test_who_is_away_says_until_when_and_who_stands_in(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, as_agent: SignIn
) -> None:
    page = reverse("conversation", args=[ask().number])
    choice = Choice.objects.create(agent=ben, away_until=timezone.now() + timedelta(days=1), substitute=cleo)
    forget_remembered()
    assert re.search(r"away until \S+ \d\d:\d\d, Cleo stands in</span>", _menu(as_agent(ada), page))
    choice.substitute = finn  # whom Ada does not know
    choice.save()
    forget_remembered()
    menu = _menu(as_agent(ada), page)
    assert re.search(r"away until \S+ \d\d:\d\d</span>", menu)
    assert "Finn" not in menu
    Choice.objects.update(away_until=timezone.now() - timedelta(minutes=1))
    forget_remembered()
    assert "away until" not in _menu(as_agent(ada), page)


def _menu(client: Client, page: str) -> str:
    """What one may choose as assignee."""
    text = client.get(page).content.decode()
    return text.split("Assignee: nobody")[-1].split("</details>")[0]


def test_the_menu_is_answered_with_its_line_and_the_mark(finn: Agent, as_agent: SignIn) -> None:
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    text = as_agent(finn).post(reverse("duty"), {"on": ""}, headers=htmx).content.decode()
    assert "Go on duty" in text
    assert 'hx-target="#duty-mark"' in text
    assert "<html" not in text


def test_it_is_changed_by_a_post_alone(ada: Agent, as_agent: SignIn) -> None:
    assert as_agent(ada).get(reverse("duty")).status_code == 405
    assert Client().post(reverse("duty")).status_code == 302
    ada.refresh_from_db()
    assert ada.on_duty

"""The list, the bell, and the choices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.conversations.verbs import Words, note
from handrail.notifications.models import Choice, Kind, Way
from handrail.notifications.tests.test_telling import hear
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_the_bell_counts_until_it_is_read(
    ask: Ask, ada: Agent, finn: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask(subject="White page")
    note(conversation, words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    browser = as_agent(ada)
    assert ">1</b>" in browser.get(reverse("bell")).content.decode()
    assert "White page" in browser.get(reverse("notifications")).content.decode()
    assert "White page" not in as_agent(finn).get(reverse("notifications")).content.decode()
    browser.get(reverse("conversation", args=[conversation.number]))
    assert "count" not in browser.get(reverse("bell")).content.decode()


def test_choices_are_kept_and_nonsense_is_named(ada: Agent, ben: Agent, as_agent: SignIn) -> None:
    browser, page = as_agent(ada), reverse("notification_choice")
    form = {
        "mail_after": 60,
        "quiet_from": "20:00",
        "quiet_until": "08:00",
        "mentioned-mail": "on",
        "substitute": ben.pk,
    }
    assert browser.post(page, form).status_code == 302
    kept = Choice.objects.get()
    assert kept.wants(Kind.MENTIONED, Way.MAIL)
    assert not kept.wants(Kind.MENTIONED, Way.PUSH)
    assert not kept.wants(Kind.ASSIGNED, Way.MAIL)
    assert browser.post(page, form | {"quiet_until": ""}).status_code == 422
    assert browser.post(page, form | {"away_until": "2001-01-01T00:00"}).status_code == 422
    assert browser.post(page, form | {"substitute": ada.pk}).status_code == 422
    assert browser.get(page).status_code == 200


def test_the_worker_lies_at_the_root() -> None:
    answer = Client().get("/worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")

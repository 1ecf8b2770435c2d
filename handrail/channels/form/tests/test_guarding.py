"""Robots at the door: what looks like one is held, never dropped, and Dora without JavaScript is served."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.form.guarding import WHY_HELD
from handrail.channels.form.models import Form, Submission, SubmissionState
from handrail.channels.form.tests.conftest import filled
from handrail.conversations.models import Conversation
from handrail.core.abuse import issue

pytestmark = pytest.mark.django_db


def test_a_robot_s_sending_is_held_and_a_lead_makes_a_conversation_of_it(
    contact: Form, client: Client, cleo: Agent
) -> None:
    answer = client.post("/forms/contact/", filled(website="https://pills.example", message="Buy pills"))
    assert answer.status_code == 302
    assert (
        "#"
        not in client.get(answer.headers["Location"]).content.decode().split("<main")[1].split("</main")[0]
    )
    assert not Conversation.objects.exists()
    held = Submission.objects.get()
    assert (held.state, held.reason) == (SubmissionState.HELD, WHY_HELD["honeypot"])
    client.force_login(cleo)
    page = client.get("/settings/forms/held/").content.decode()
    assert "Buy pills" in page
    assert "people do not see" in page
    client.post(f"/settings/forms/held/{held.pk}/")
    assert Conversation.objects.get().preview.startswith("Buy pills")
    assert "Buy pills" not in client.get("/settings/forms/held/").content.decode()


def test_what_is_dismissed_is_gone_but_that_it_came(contact: Form, client: Client, cleo: Agent) -> None:
    client.post("/forms/contact/", filled(token=issue("form").token))
    held = Submission.objects.get()
    assert held.reason == WHY_HELD["fast"]
    client.force_login(cleo)
    client.post(f"/settings/forms/held/{held.pk}/", {"dismiss": "1"})
    held.refresh_from_db()
    assert (held.state, held.values) == (SubmissionState.DISMISSED, {})
    assert client.post(f"/settings/forms/held/{held.pk}/").status_code == 404


def test_without_a_script_a_few_from_one_connection_are_believed(contact: Form, client: Client) -> None:
    for _time in range(4):
        client.post("/forms/contact/", filled())
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == [*["done"] * 3, "held"]


def test_a_page_that_was_open_for_days_asks_for_one_more_press(contact: Form, client: Client) -> None:
    old = issue("form", at=timezone.now() - timedelta(days=3)).token
    answer = client.post("/forms/contact/", filled(token=old))
    text = answer.content.decode()
    assert answer.status_code == 429
    assert "once more" in text
    assert "The page stays white." in text
    assert old not in text
    assert not Submission.objects.exists()


def test_programs_are_taken_only_where_the_form_says_so(contact: Form, client: Client) -> None:
    contact.takes_programs = False
    contact.save()
    answer = client.post("/forms/contact/send/", {"message": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "closed")


def test_a_flood_is_told_so(contact: Form, client: Client) -> None:
    codes = [client.post("/forms/contact/", filled()).status_code for _time in range(18)]
    assert codes[0] == 302
    assert codes[-1] == 429

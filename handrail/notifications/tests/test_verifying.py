"""Owners are reminded of articles whose day has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article
from handrail.helpcenter.verbs.placing import verify
from handrail.notifications import mailing
from handrail.notifications.verifying import remind_due

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_owners_are_told_in_the_page_and_once_by_mail(
    as_agent: SignIn, ada: Agent, ben: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str, str]] = []

    def send(to: str, subject: str, text: str, _reply_to: str) -> bool:
        sent.append((to, subject, text))
        return True

    monkeypatch.setattr(mailing, "_SENDERS", [send])
    today = timezone.localdate()
    told: dict[str, Any] = {"language": "en", "by": ada, "owner": ada}
    old = create_article(the_site(), words=Words("Opening hours"), verify_by=today, **told).article
    create_article(the_site(), words=Words("Refunds"), verify_by=today + timedelta(days=3), **told)
    assert remind_due() == 1
    assert remind_due() == 0
    ((to, subject, text),) = sent
    assert (to, "1 article" in subject) == (ada.email, True)
    assert "Opening hours" in text
    assert f"/articles/{old.pk}/" in text
    assert "Refunds" not in text
    assert "1 article you look after" in as_agent(ada).get("/notifications/").content.decode()
    assert "you look after" not in as_agent(ben).get("/notifications/").content.decode()
    verify(old, until=today + timedelta(days=180), by=ada)
    assert "you look after" not in as_agent(ada).get("/notifications/").content.decode()
    assert remind_due() == 0

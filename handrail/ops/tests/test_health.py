"""The page of Handrail's health: what fails in the background is seen, and can be done again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.core.jobs import note_failure
from handrail.core.models import AuditEntry, Failure
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_held_mails_and_failures_are_shown_and_can_be_done_again(
    ask: Ask, support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    held = keep(support, b"", Origin("import", path="broken.eml"))
    assert held is not None
    process(held.pk)
    receiver = "handrail.channels.email.receivers.send_when_queued"
    failure = note_failure(receiver, str(conversation.entries.get().pk), ValueError("a stone on the path"))
    client = as_agent(cleo)
    page = client.get(reverse("health")).content.decode()
    assert "broken.eml" in page
    assert "a stone on the path" in page
    assert f"#{conversation.number}" in page

    before = ProcrastinateJob.objects.count()
    client.post(reverse("failure", args=[failure.pk]))
    client.post(reverse("mail_again", args=[held.pk]))
    assert ProcrastinateJob.objects.count() == before + 2
    assert client.get(reverse("mail_source", args=[held.pk])).content == b""

    client.post(reverse("failure", args=[failure.pk]), {"dismiss": "1"})
    assert not Failure.objects.filter(resolved_at=None).exists()
    assert AuditEntry.objects.filter(action="failure dismissed").exists()
    assert client.post(reverse("failure", args=[failure.pk])).status_code == 404


def test_work_that_no_longer_exists_is_said_in_words(cleo: Agent, as_agent: SignIn) -> None:
    failure = note_failure("handrail.gone.receiver", "1", ValueError("x"))
    answer = as_agent(cleo).post(reverse("failure", args=[failure.pk]), follow=True)
    assert "no longer knows" in answer.content.decode()


def test_agents_and_other_mailboxes_leads_see_nothing(
    billing: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    held = keep(billing, b"", Origin("import", path="secret.eml"))
    assert held is not None
    process(held.pk)
    assert as_agent(ada).get(reverse("health")).status_code == 404
    finn.role = "lead"
    finn.save()
    client = as_agent(finn)
    assert "secret.eml" not in client.get(reverse("health")).content.decode()
    for name in ("mail_again", "mail_source"):
        assert client.get(reverse(name, args=[held.pk])).status_code in (404, 405)
        assert client.post(reverse(name, args=[held.pk])).status_code in (404, 405)

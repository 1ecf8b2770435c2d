"""What forms hold as spam goes with the mailbox's spam, and nothing else of theirs does."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.form.models import Form, Submission, SubmissionFile, SubmissionState
from handrail.conversations.retention import apply_rules
from handrail.core import blobs
from handrail.core.models import AuditEntry, Blob

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_a_rule_on_spam_reaches_what_is_held(contact: Form, cleo: Agent, as_agent: SignIn) -> None:
    def sent(state: str, days: int) -> Submission:
        at = timezone.now() - timedelta(days=days)
        return Submission.objects.create(
            form=contact, once=uuid.uuid4(), state=state, received_at=at, values={"message": "Pills"}
        )

    old = sent(SubmissionState.HELD, 31)
    kept = {sent(SubmissionState.HELD, 29).pk, sent(SubmissionState.FAILED, 400).pk}
    blob = blobs.put(b"pills")
    SubmissionFile.objects.create(
        submission=old, field="files", name="a.txt", content_type="text/plain", blob=blob
    )
    client, address = as_agent(cleo), reverse("retention_rule", args=[contact.mailbox_id])
    shown = client.post(address, {"spam_days": "30", "look": "1"}).content.decode()
    assert "it would erase 1 sending." in shown
    assert apply_rules() == 0
    client.post(address, {"spam_days": "30", "is_on": "on"})
    assert apply_rules() == 1
    assert set(Submission.objects.values_list("pk", flat=True)) == kept
    assert not Blob.objects.filter(pk=blob.pk).exists()
    assert AuditEntry.objects.get(action="words erased by rule").data["held"] == 1
    assert apply_rules() == 0

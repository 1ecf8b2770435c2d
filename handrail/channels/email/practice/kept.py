"""A mail that was sent from a mailbox where one practises."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.core.models import Blob


class PractisedMail(models.Model):
    """One mail as it would have left, and the addresses it would have gone to; the newest are kept."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    recipients = ArrayField(models.CharField(max_length=320))
    subject = models.CharField(max_length=998, blank=True)
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mailbox", "-id"], name="practised_of_mailbox")]

    def __str__(self) -> str:
        return f"practised mail {self.pk}"

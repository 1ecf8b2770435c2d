"""What happens when a customer does not answer: a nudge after some days, closing after some more."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from handrail.accounts.models import Mailbox

LONGEST_TEXT, MOST_DAYS = 5_000, 365
_DAYS = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]


class TimeOut(models.Model):
    """After how many days without a word a customer is nudged, and after how many more we close.

    A mailbox without a row waits for ever.
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="time_out")
    nudge_after = models.PositiveSmallIntegerField(validators=_DAYS)
    close_after = models.PositiveSmallIntegerField(validators=_DAYS)

    def __str__(self) -> str:
        return f"time-out of {self.mailbox}"


class TimeOutText(models.Model):
    """What the nudge and the mail about closing say in one language."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="time_out_texts")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=150)
    nudge = models.TextField(max_length=LONGEST_TEXT)
    closing = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "language"], name="time_out_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}: {self.language}"

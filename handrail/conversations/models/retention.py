"""How long a mailbox keeps words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from handrail.accounts.models import Mailbox


class RetentionRule(models.Model):
    """After how long a mailbox's closed conversations and its spam lose their words; off at first."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="retention")
    is_on = models.BooleanField(default=False)
    closed_months = models.PositiveSmallIntegerField(null=True, blank=True)
    spam_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(closed_months=None) | Q(closed_months__gte=1))
                & (Q(spam_days=None) | Q(spam_days__gte=1)),
                name="retention_not_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"retention of {self.mailbox}"

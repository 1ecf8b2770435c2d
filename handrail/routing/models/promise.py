"""What a mailbox promises: how long the first reply and each next one may take."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Priority

LONGEST_PROMISE = 60 * 24 * 60  # minutes: sixty days around the clock
_MINUTES = [MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)]


class Promise(models.Model):
    """The promises of a mailbox for one priority, in minutes of its hours, or around the clock.

    None: nothing is promised. Without hours a mailbox is always open, and both mean the same.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="promises")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    first_reply = models.PositiveIntegerField(null=True, blank=True, validators=_MINUTES)
    next_reply = models.PositiveIntegerField(null=True, blank=True, validators=_MINUTES)
    around_the_clock = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "priority"], name="promise_once_per_priority"),
            models.CheckConstraint(
                condition=Q(first_reply__isnull=False) | Q(next_reply__isnull=False),
                name="promise_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}, {self.get_priority_display()}"

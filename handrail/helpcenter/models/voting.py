"""Whether an article helped, said by readers of whom nothing is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.helpcenter.models.translation import Revision, Translation


class Reason(models.TextChoices):
    """Why it did not help."""

    UNCLEAR = "unclear", _("It is hard to understand")
    INCOMPLETE = "incomplete", _("Something is missing")
    WRONG = "wrong", _("It does not work as it says")
    OTHER = "other", _("It answers another question")


class Vote(models.Model):
    """One reader's "it helped" or "not yet", about the revision they read; nothing says whose."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="votes")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    helped = models.BooleanField()
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["translation", "at"], name="vote_by_article")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(helped=False) | models.Q(reason=""), name="vote_reason_of_no"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.translation_id} {'helped' if self.helped else self.reason or 'not yet'}"

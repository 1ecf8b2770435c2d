"""The service that writes answers from passages, if there is one, and what it was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation


class Writer(models.Model):
    """An endpoint that speaks as OpenAI's chat completions do. One row at most; off until an owner says so.

    `address` is what stands before `/chat/completions`. `is_own` is an owner's word that it is a server of
    the house: then it may be a private one, by http too. `secret_sealed` is sealed (`core.vault`).
    `mailboxes` are those whose questions may be sent there. `seconds` is how long it may take. Prices are in
    the owner's currency for a million tokens.
    """

    address = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=120, blank=True)
    secret_sealed = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    seconds = models.FloatField(default=6.0)
    price_in = models.FloatField(default=0.0)
    price_out = models.FloatField(default=0.0)
    mailboxes = models.ManyToManyField(Mailbox, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="writer_is_one"),
            models.CheckConstraint(condition=Q(is_on=False) | ~Q(address=""), name="writer_on_has_address"),
        ]

    def __str__(self) -> str:
        return self.address


class WriterCall(models.Model):
    """What the writer was sent (secrets masked), what came of it, how long it took and what it cost.

    `dropped` is how many of its sentences no passage supports. Kept for 30 days.
    """

    class Outcome(models.TextChoices):
        """What came of asking."""

        USED = "used", _("Its words were used")
        UNSUPPORTED = "unsupported", _("No sentence was supported by a passage")
        SLOW = "slow", _("It took too long")
        FAILED = "failed", _("It did not answer as it should")

    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    sent = models.TextField()
    said = models.TextField(blank=True)
    seconds = models.FloatField(default=0.0)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.FloatField(default=0.0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["at"], name="writer_call_by_day")]

    def __str__(self) -> str:
        return f"{self.at} {self.outcome}"

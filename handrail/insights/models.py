"""The ledger: each contact with its outcome, and how many there are of each day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation
from handrail.insights.outcomes import Outcome

OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class Contact(models.Model):
    """What became of one conversation that a customer began on `day` (UTC); made from facts, and again when
    they change.

    What is no contact (`outcomes.is_contact`) has no row. `product` is the key of a product, not of its
    version.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    day = models.DateField()
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["day", "outcome"], name="contact_by_day"),
            models.Index(fields=["outcome", "day"], name="contact_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome}"


class Tally(models.Model):
    """How many contacts of a day are alike; `mailbox` is null where nothing was sent and so no mailbox is
    known.
    """

    day = models.DateField()
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    mailbox = models.ForeignKey(
        Mailbox, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    product = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    contacts = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "outcome", "channel", "language", "mailbox", "product"],
                nulls_distinct=False,
                name="tally_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome} {self.contacts}"


class ReadingTally(models.Model):
    """Of a day's askers who were shown an answer before sending: what `reading.Readings` counts."""

    day = models.DateField()
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    helped = models.PositiveIntegerField(default=0)
    not_helped = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "channel", "language"], name="reading_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.language}"


class Renewal(models.Model):
    """Up to where the ledger has read the timeline; one row.

    It has read every entry of a transaction before `horizon`, all of which are looked for after `entry`;
    `next_entry` takes its place some minutes after `turned_at`. `at`: when it was renewed last; `whole_at`:
    when it was made anew.
    """

    entry = models.BigIntegerField(default=0)
    next_entry = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)
    turned_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)
    whole_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="renewal_is_one")]

    def __str__(self) -> str:
        return f"up to {self.horizon}"

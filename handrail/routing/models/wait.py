"""What is known of waits for a first answer: each wait, what is said now, and what came true of what was
said.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation


class WaitCase(models.Model):
    """Somebody waited for a person's first answer. Nobody's words: times, and by which way in which language.

    `asked_at`: when they wrote, or when the assistant handed them over. `left_at`: when it stopped waiting
    without an answer (closed, spam, trash, merged). `half_by` and `most_by` are what was said when they
    asked: half of the people in their place are answered by the one, nine of ten by the other; null: unknown.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="wait"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    half_by = models.DateTimeField(null=True, blank=True)
    most_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="wait_case_by_time"),
            models.Index(
                fields=["asked_at"], name="wait_case_still", condition=Q(answered_at=None, left_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"wait of {self.conversation_id}"


class WaitStatement(models.Model):
    """What is said now to whoever asks a mailbox by a channel in a language; empty: by any, in any.

    Null: we do not know yet. It stands on so many answered `cases`, of `basis` (a channel, a language, both
    or neither). So many were `waiting` then, the longest since `oldest`.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="wait_statements")
    channel = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    half_by = models.DateTimeField(null=True, blank=True)
    most_by = models.DateTimeField(null=True, blank=True)
    cases = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    oldest = models.DateTimeField(null=True, blank=True)
    basis_channel = models.CharField(max_length=20, blank=True)
    basis_language = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering: ClassVar = ["channel", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "channel", "language"], name="wait_statement_once"),
            models.CheckConstraint(
                condition=Q(half_by=None, most_by=None) | Q(half_by__lte=F("most_by")),
                name="wait_statement_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.channel} {self.language}"


class WaitDay(models.Model):
    """What came true of what was said on a day (UTC): so many were told something and it is settled by now;
    of them so many had an answer `in_half`, so many `in_most`.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="wait_days")
    channel = models.CharField(max_length=20)
    day = models.DateField()
    told = models.PositiveIntegerField()
    in_half = models.PositiveIntegerField()
    in_most = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "channel", "day"], name="wait_day_once"),
            models.CheckConstraint(
                condition=Q(in_half__lte=F("in_most"), in_most__lte=F("told")), name="wait_day_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.channel} {self.day}"

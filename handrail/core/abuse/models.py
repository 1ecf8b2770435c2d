"""What is counted at the public doors, and which proofs were used. Both are gone after two days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RateCount(models.Model):
    """How often a `subject`, a hash of the day (`addresses.hashed`), came in one stretch of time."""

    subject = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    slot = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "subject", "seconds", "slot"], name="rate_count_once_a_slot"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["slot"], name="rate_count_slot")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.count}"


class SpentProof(models.Model):
    """A challenge that was answered: the same answer counts once more only for the same message."""

    challenge = models.CharField(max_length=64, primary_key=True)
    once = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.challenge[:12]

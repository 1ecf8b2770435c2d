"""How sure the assistant must be in a channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Threshold(models.Model):
    """From which confidence (0 to 1) on it answers in a channel; without a row, from what is shipped."""

    channel = models.CharField(max_length=20, unique=True)
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value__gt=0, value__lt=1), name="threshold_is_a_probability")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.value}"

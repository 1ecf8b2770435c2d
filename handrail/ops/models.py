"""What runs: one row for each part of Handrail on each machine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Role(models.TextChoices):
    """Whether a part that runs once only does its work, or stands ready to take over."""

    EACH = "", ""
    LEADER = "leader", "leader"
    STANDBY = "standby", "standby"


class Part(models.Model):
    """A process that said it lives. All times are the database's clock; `ops.heartbeats` writes them."""

    node = models.CharField(max_length=100)
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EACH, blank=True)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "name"], name="part_once_per_node"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.node}"

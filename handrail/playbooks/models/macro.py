"""A macro: several things that are done to a conversation at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from handrail.playbooks.models.sharing import Shared, SharedQuerySet


class Macro(Shared):
    """`steps` is a list of [step, value], as `STEPS` knows them; `key` is what one presses after a `;`."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=1, blank=True)
    steps = models.JSONField(default=list)

    objects = SharedQuerySet["Macro"].as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(key="") | Q(key__regex="^[a-z0-9]$"), name="macro_key_is_one"),
        ]

    def __str__(self) -> str:
        return self.name

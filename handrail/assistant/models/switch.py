"""Whether the assistant answers anywhere, and what it leaves to people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Switch(models.Model):
    """The kill switch. One row at most; without it the assistant answers where a lead has switched it on.

    `suggests`: agents are shown what it would answer; the kill switch leaves that as it is.
    """

    is_stopped = models.BooleanField(default=False)
    suggests = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="switch_is_one")]

    def __str__(self) -> str:
        return "stopped" if self.is_stopped else "running"


class Topic(models.Model):
    """A matter that goes to a person at once: one that is shipped (by its key), or the team's own.

    `words` are words and phrases by language ({"en": ["refund"]}); they are added to those that are shipped.
    Without a row a shipped topic is on.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    words = models.JSONField(default=dict, blank=True)
    is_on = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name or self.key

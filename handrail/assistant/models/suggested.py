"""What was suggested to agents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from handrail.conversations.models import Message


class Suggested(models.Model):
    """What agents might answer to a message, as the pages of all processes show it; kept for a day.

    `readers` stands for the languages and rights of the customer and the agent: others are suggested
    something else. `told` is null while a job makes it, which was asked for at `asked_at`.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    readers = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    told = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "readers"], name="suggested_once")
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="suggested_asked_at")]

    def __str__(self) -> str:
        return str(self.message_id)

"""Calls that were offered. Nothing of a call itself is recorded."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.conversations.models import Conversation

LONGEST_LINK = 500
LONGEST_PHONE = 40


class CallOffer(models.Model):
    """An offer of a call at one of some times: by phone, or in a meeting under `link`.

    `slots` are times in ISO 8601 (UTC), `zone` is where the customer reads them. `picked` is the one they
    chose, `phone` the number they gave; `withdrawn_at`: nothing can be chosen any more, and nobody calls.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="call_offers")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.CharField(max_length=LONGEST_LINK, blank=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, blank=True)
    slots = models.JSONField(default=list)
    picked = models.DateTimeField(null=True)
    phone = models.CharField(max_length=LONGEST_PHONE, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"call {self.public_id}"

    @property
    def by_phone(self) -> bool:
        """Whether we call the customer, rather than meet under a link."""
        return not self.link

    @property
    def times(self) -> list[datetime]:
        """The slots as times."""
        return [datetime.fromisoformat(slot).astimezone(UTC) for slot in self.slots]

    def open_times(self, at: datetime) -> list[datetime]:
        """Those that can still be chosen."""
        is_over = self.picked or self.withdrawn_at
        return [] if is_over else [slot for slot in self.times if slot > at]

    @property
    def ends_at(self) -> datetime | None:
        """When the chosen call ends."""
        return self.picked + timedelta(minutes=self.minutes) if self.picked else None

"""The support page of a help center, and what stands at its top while something is the matter."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from handrail.helpcenter.models import Site

LONGEST_NOTICE = 300


class SupportPage(models.Model):
    """Whether readers of a help center find a page about its support; off until a lead opens it."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="support_page")
    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"support page of {self.site}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def current(self, at: datetime | None = None) -> NoticeQuerySet:
        """Those that hold at a moment, the newest first."""
        now = at or timezone.now()
        return self.filter(begins_at__lte=now, ends_at__gt=now).order_by("-begins_at", "-pk")


class Notice(models.Model):
    """One sentence for everybody who is about to write, until a time: `words` by language."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="notices")
    words = models.JSONField(default=dict)
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    by = models.CharField(max_length=200)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("begins_at")), name="notice_ends_later"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "ends_at"], name="notice_by_end")]

    def __str__(self) -> str:
        return next(iter(self.words.values()), "")

"""Bytes, audit entries, and failures of background work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.core.abuse.models import RateCount, SpentProof

__all__ = ["AuditEntry", "Blob", "BlobBytes", "Failure", "Lockable", "RateCount", "SpentProof"]


class Lockable(models.Model):
    """Rows that a verb locks and refreshes before it works on them."""

    class Meta:
        abstract = True


class Blob(models.Model):
    """Bytes known by their SHA-256; `core.blobs` is the only door to them."""

    key = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    references = models.PositiveIntegerField(default=0)
    store = models.CharField(max_length=20, default="postgres")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(key__regex="^[0-9a-f]{64}$"), name="blob_key_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.key[:12]


class BlobBytes(models.Model):
    """Where the default store keeps the bytes: one commit, one backup, any machine."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)[:12]


class AuditEntry(models.Model):
    """One change of settings or access, or one export: who, what, when. Never changed afterwards."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} by {self.by}"


class Failure(models.Model):
    """Background work that failed and waits for its retry or for an admin."""

    what = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "subject"], name="failure_once_per_work"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-last_at"], condition=models.Q(resolved_at=None), name="failure_open"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"

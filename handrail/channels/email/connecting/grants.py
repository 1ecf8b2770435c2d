"""Signing in without a password: the installation's own OAuth clients, and what mailboxes granted."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.core.vault import seal, unseal

WARN_BEFORE = timedelta(days=14)


class Kind(models.TextChoices):
    """Whose service it is."""

    MICROSOFT = "microsoft", _("Microsoft 365")
    GOOGLE = "google", _("Google")
    OTHER = "other", _("Another (OAuth 2)")


class SignInService(models.Model):
    """An OAuth 2 client (RFC 6749 §2) that an admin registered at a provider; its secret is sealed."""

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MICROSOFT)
    name = models.CharField(max_length=120, unique=True)
    client_id = models.CharField(max_length=300)
    client_sealed = models.TextField(blank=True)
    secret_ends_on = models.DateField(null=True, blank=True)
    warned_of = models.DateField(null=True, blank=True)  # the end that the owners have had a mail about
    tenant = models.CharField(max_length=100, default="common", blank=True)
    authorize_url = models.URLField(max_length=500, blank=True)
    token_url = models.URLField(max_length=500, blank=True)
    scope = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def client_secret(self) -> str:
        """The client's secret; raises SecretUnreadableError when the keys have changed."""
        return unseal(self.client_sealed)

    @client_secret.setter
    def client_secret(self, secret: str) -> None:
        self.client_sealed = seal(secret)

    @property
    def ends_soon(self) -> bool:
        """Whether the client's secret ends within a fortnight, or has ended."""
        ends = self.secret_ends_on
        return ends is not None and ends <= (timezone.now() + WARN_BEFORE).date()


class Grant(models.Model):
    """What a mailbox's owner granted: tokens, sealed. `revoked_at` says since when they are of no use."""

    connection = models.OneToOneField("email.Connection", on_delete=models.CASCADE, related_name="grant")
    refresh_sealed = models.TextField(blank=True)
    access_sealed = models.TextField(blank=True)
    access_ends_at = models.DateTimeField()
    granted_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["revoked_at"], name="grant_revoked")]

    def __str__(self) -> str:
        return f"grant of {self.connection}"

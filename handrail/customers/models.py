"""Customers, their organisations, and the addresses by which we know them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.core.actors import Actor, ActorKind


class Organisation(models.Model):
    """Where customers work."""

    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """Somebody who asks."""

    name = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    import_batch = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name or str(_("Unknown"))

    def as_actor(self, label: str = "", reason: str = "") -> Actor:
        """The customer as the one who acts, named as they called themselves then."""
        return Actor(ActorKind.CUSTOMER, label or self.name, customer_id=self.pk, reason=reason)


class AddressKind(models.TextChoices):
    """What kind of address it is."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    OTHER = "other", _("Other")


class Address(models.Model):
    """One way to reach a customer: as written, and as compared."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices, default=AddressKind.EMAIL)
    value = models.CharField(max_length=320)
    normalised = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "normalised"], name="address_once"),
        ]

    def __str__(self) -> str:
        return self.value

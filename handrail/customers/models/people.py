"""Customers, their organisations, and the addresses by which we know them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.core.actors import Actor, ActorKind
from handrail.core.models import Lockable

_VALUES = "(jsonb_path_query_array(%(expressions)s, '$.*')::text)"


class Organisation(Lockable):
    """Where customers work. With `joins_by_domain`, new customers with an address of its domains join it."""

    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True, default="", db_default="")
    joins_by_domain = models.BooleanField(default=False, db_default=False)
    fields = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="organisation_external_id_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(Lower("name"), "id", name="organisation_by_name"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organisation_name_part"),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A mail domain by which an organisation is known: lower case, IDNA, never a freemail provider's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about customers."""

    def known(self) -> CustomerQuerySet:
        """Neither erased nor merged into somebody else."""
        return self.filter(erased_at=None, merged_into=None)


def values_text() -> Func:
    """What a customer's attributes hold, without their keys, as one text: `customer_value_part` finds it."""
    return Func("fields", template=_VALUES, output_field=models.TextField())


class Customer(Lockable):
    """Somebody who asks. Merged, it points to whom it became part of; erased, only the row is left."""

    name = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    import_batch = models.UUIDField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(pk=F("merged_into")), name="customer_merged_into_another"),
        ]
        indexes: ClassVar = [
            models.Index(
                Lower("name"), "id", condition=Q(erased_at=None, merged_into=None), name="customer_by_name"
            ),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="customer_name_part"),
            GinIndex(OpClass(Upper(values_text()), name="gin_trgm_ops"), name="customer_value_part"),
        ]

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
        indexes: ClassVar = [
            GinIndex(OpClass(Upper("normalised"), name="gin_trgm_ops"), name="address_part"),
        ]

    def __str__(self) -> str:
        return self.value


class Identity(models.Model):
    """How another program knows a customer: a kind such as `account`, and its id there."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["kind", "external_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "external_id"], name="identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"

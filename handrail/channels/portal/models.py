"""The portal's settings, and who is signed in to it: customers, who are no agents and no Django users."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.customers.models import Customer


class Portal(models.Model):
    """The one portal of this installation: whether it is on, its look, and which mailboxes it shows.

    `secret_sealed` is what the product signs with (see `tokens`); empty until somebody asks for one.
    """

    is_on = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)
    colour = models.CharField(max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    mailboxes = models.ManyToManyField(Mailbox, related_name="+", blank=True)
    secret_sealed = models.TextField(blank=True)
    secret_made_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="portal_only_one")]

    def __str__(self) -> str:
        return self.name or "portal"


class SignInLink(models.Model):
    """A link that was mailed to an address: it works once, for a short time. Only its hash is kept."""

    address = models.CharField(max_length=320)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address"], name="portal_link_by_address"),
            models.Index(fields=["expires_at"], name="portal_link_by_end"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class Visit(models.Model):
    """A customer who is signed in with one browser. It holds while the address, or the id that the product
    gave, is still this customer's.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=320, blank=True)
    product_id = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="portal_visit_by_end")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(product_id=""), name="portal_visit_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class SpentToken(models.Model):
    """A signed token of the product that was used: once is enough. A hash, until the token has expired."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "spent token"

"""What the team knows and does about customers and organisations: attributes, notes, changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.customers.models.people import Customer, Organisation


class Of(models.TextChoices):
    """Whom an attribute describes."""

    CUSTOMER = "customer", _("Customers")
    ORGANISATION = "organisation", _("Organisations")


class AttributeType(models.TextChoices):
    """What may be written into an attribute."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")
    YES_NO = "yes_no", _("Yes or no")


class Attribute(models.Model):
    """A typed attribute that the team gives its customers or organisations; values lie in `fields[key]`."""

    of = models.CharField(max_length=12, choices=Of.choices)
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    type = models.CharField(max_length=10, choices=AttributeType.choices, default=AttributeType.TEXT)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["of", "position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "key"], name="attribute_once")]

    def __str__(self) -> str:
        return self.label


def _one_of_both(name: str) -> models.CheckConstraint:
    either = Q(customer=None, organisation__isnull=False) | Q(customer__isnull=False, organisation=None)
    return models.CheckConstraint(condition=either, name=name)


class About(models.Model):
    """What is written about a customer or an organisation, by whom and when.

    The agent is a key without a constraint, since agents are another room's: the name is kept beside it.
    """

    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    agent = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Note(About):
    """Words of the team about a customer or an organisation, for every colleague who may see them."""

    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [_one_of_both("note_about_one")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Change(About):
    """One change of a customer or an organisation: what was done, and the facts. Append-only."""

    action = models.CharField(max_length=40)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [_one_of_both("change_of_one")]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class Merge(models.Model):
    """Two customers were found to be one: all that moved, so that it can be undone exactly."""

    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    moved: models.JSONField[Any, Any] = models.JSONField(default=dict)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    agent = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"merge {self.pk}"

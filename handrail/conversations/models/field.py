"""What teams name themselves besides statuses and tags: fields, kinds of contact, products."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.conversations.fields.choices import LONGEST_KEY, LONGEST_LABEL
from handrail.conversations.fields.facts import FieldType

# Of a new installation; shown in the reader's language until the team gives names of its own.
FIRST_KINDS = {
    "how_to": gettext_noop("How-to"),
    "bug": gettext_noop("Bug"),
    "pre_sales": gettext_noop("Pre-sales"),
    "billing": gettext_noop("Billing"),
    "request": gettext_noop("Request"),
}


def kind_label(name: str) -> str:
    """A kind's name as people read it."""
    return gettext(name) if name in FIRST_KINDS.values() else name


class Field(models.Model):
    """A question that every conversation (of some mailboxes) answers; values are kept under its key."""

    key = models.SlugField(max_length=LONGEST_KEY + 4, unique=True)
    label = models.CharField(max_length=LONGEST_LABEL)
    type = models.CharField(max_length=10, choices=FieldType.choices)
    help = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list, blank=True)
    mailboxes = models.ManyToManyField(Mailbox, related_name="+", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Chosen(models.Model):
    """One line of a list that the team keeps. Its key stands in conversations, and never changes."""

    key = models.SlugField(max_length=LONGEST_KEY + 4, unique=True)
    name = models.CharField(max_length=LONGEST_LABEL)
    position = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Kind(Chosen):
    """What sort of contact it is: how-to, bug, pre-sales, …"""

    class Meta(Chosen.Meta):
        pass


class Product(Chosen):
    """A product, or (with a product above it) one of its versions."""

    above = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="versions"
    )

    class Meta(Chosen.Meta):
        pass

    @property
    def full_name(self) -> str:
        """What it is called where other products stand beside it: a version with its product's name."""
        return f"{self.above.name} {self.name}" if self.above else self.name


class TagMakers(models.TextChoices):
    """Who may make a tag that is not there yet."""

    EVERYBODY = "everybody", _("Everybody")
    LEADS = "leads", _("Leads and owners only")


class TagRule(models.Model):
    """The installation's one rule about tags."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    makers = models.CharField(max_length=10, choices=TagMakers.choices, default=TagMakers.EVERYBODY)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="tag_rule_is_one")]

    def __str__(self) -> str:
        return self.makers

"""A public help center, and the categories its articles stand in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from handrail.core.models import Blob

LONGEST_LANGUAGE = 16


class Site(models.Model):
    """One brand's help center.

    `host` is its own domain (lower case, without port); the one without a host answers everywhere else.
    `host_by_owner`: links that sign customers in may lead to it, as an owner decided: whoever runs what
    answers there gets them.
    `languages` are those it is meant to be read in, its first one is the fallback; articles may have more.
    `needs_approval`: whoever publishes must not be the author of the revision. `ask_at` is where a reader
    goes for a person: an address on this installation (a form, the portal), empty for the first there is.
    `checks_outside`: the check of links asks other people's servers too.
    """

    name = models.CharField(max_length=80)
    host = models.CharField(max_length=253, blank=True, unique=True)
    host_by_owner = models.BooleanField(default=False, db_default=False)
    colour = models.CharField(max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    logo = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    languages = ArrayField(models.CharField(max_length=LONGEST_LANGUAGE), default=list)
    is_on = models.BooleanField(default=True)
    needs_approval = models.BooleanField(default=False)
    checks_outside = models.BooleanField(default=False)
    ask_at = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def fallback(self) -> str:
        """The language of whoever reads none of the others."""
        return self.languages[0] if self.languages else "en"


class Category(models.Model):
    """A shelf of articles; `above` makes one a part of another. Shown in the order of `position`."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="categories")
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="below")
    slug = models.SlugField(max_length=120, allow_unicode=True)
    icon = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "slug"], name="category_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class CategoryText(models.Model):
    """What a category is called in one language."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "language"], name="category_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OldCategorySlug(models.Model):
    """What stood in a category's addresses before: readers are sent on, unless another one has it now."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=120, allow_unicode=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "slug"], name="old_category_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug

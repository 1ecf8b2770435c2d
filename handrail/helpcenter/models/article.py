"""An article: one thing we know, whatever the languages it is told in."""

from __future__ import annotations

from typing import ClassVar, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models import Product
from handrail.customers.models import Organisation
from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Category, Site
from handrail.helpcenter.readers import Reader


class Visibility(models.TextChoices):
    """For whom an article is."""

    PUBLIC = "public", _("Everybody")
    CUSTOMERS = "customers", _("Customers who are signed in")
    INTERNAL = "internal", _("The team only")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions about articles; begin with `visible_to`."""

    def visible_to(self, reader: Reader) -> ArticleQuerySet:
        """What this reader may see, published or not: agents all, guests of the team what customers may.

        A customer sees what is for customers, where it names no organisation and no plan, or one of theirs.
        """
        if reader.sees_internal:
            return self
        public = Q(visibility=Visibility.PUBLIC)
        if reader.sees_all_for_customers:
            return self.exclude(visibility=Visibility.INTERNAL)
        if reader.customer is None:
            return self.filter(public)
        plans = Q(plans=[]) | Q(plans__overlap=list(reader.plans))
        organisations = self.model.organisations.through._default_manager
        named = models.Exists(organisations.filter(article_id=models.OuterRef("pk")))
        theirs = models.Exists(
            organisations.filter(article_id=models.OuterRef("pk"), organisation_id__in=reader.organisations)
        )
        return self.filter(public | Q(visibility=Visibility.CUSTOMERS) & plans & (~Q(named) | Q(theirs)))


_Every = models.Manager.from_queryset(ArticleQuerySet)


class ArticlesInUse(_Every["Article"]):
    """Those that are not in the trash: what everybody asks for who does not ask for the trash."""

    def get_queryset(self) -> ArticleQuerySet:
        """Leave out what was thrown away."""
        return cast("ArticleQuerySet", super().get_queryset()).filter(trashed_at=None)


class Article(models.Model):
    """Where it stands, for whom it is, who looks after it; its words are in its translations.

    `source_language` is the language the others are translated from. `organisations` and `plans` (lower
    case) narrow what is for customers. `verify_by` is the day until which its owner says that it is true.
    In the trash (`trashed_at`) all its translations are there as well; `objects` finds it no more,
    `all_objects` does.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="articles")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    position = models.PositiveIntegerField(default=0)
    source_language = models.CharField(max_length=LONGEST_LANGUAGE)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="+")
    plans = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    labels = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    products = models.ManyToManyField(Product, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verify_by = models.DateField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True)
    is_template = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = ArticlesInUse()
    all_objects = _Every()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["site", "category", "position"], name="article_by_place"),
            models.Index(
                fields=["verify_by"], name="article_by_verify", condition=Q(verify_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.pk}"

"""An interactive guide: a question, its branches, and the answers they lead to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.helpcenter.models.article import Visibility
from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site


class Guide(models.Model):
    """`steps` is what `helpcenter/guides/steps.py` reads and writes; the first one is where readers begin.
    `live` are the steps as they were published: what is changed is followed once it is published again.

    `language` is the one it is written in first; `titles` and the texts of steps are {language: text}.
    `origins` are the web pages that may show it in a frame (none named: every one); only a public guide can
    be shown so.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="guides")
    slug = models.SlugField(max_length=120, allow_unicode=True)
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    titles = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    live = models.JSONField(default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    origins = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    is_published = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "slug"], name="guide_slug_once"),
            models.CheckConstraint(condition=~Q(slug=""), name="guide_has_an_address"),
        ]

    def __str__(self) -> str:
        return self.slug


class StepCount(models.Model):
    """How often a step of a guide was reached on a day (UTC)."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="step_counts")
    step = models.CharField(max_length=40)
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "step", "day"], name="step_count_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="step_count_by_day")]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.step} {self.day}"

"""A learning path: articles in an order that teaches."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from handrail.helpcenter.models.article import Article
from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site


class LearningPath(models.Model):
    """Who may read it is said by its articles: a reader sees the steps they may read; without any, no path.

    How far somebody is stands on their own device, and only if they asked for it (docs/learning.md).
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="paths")
    slug = models.SlugField(max_length=120, allow_unicode=True)
    position = models.PositiveIntegerField(default=0)
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "slug"], name="path_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class PathText(models.Model):
    """What a path is called in one language, and for whom it is meant."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "language"], name="path_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class PathStep(models.Model):
    """One article of a path."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="steps")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "article"], name="path_article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path_id} {self.position}"

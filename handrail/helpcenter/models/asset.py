"""An image or another file that articles show or offer."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from handrail.core.models import Blob
from handrail.helpcenter.models.article import Article
from handrail.helpcenter.models.site import Site


class Asset(models.Model):
    """Bytes with a name; in Markdown its address is `asset:<name>`, unique within its article.

    Who may have it may read the article that it belongs to. Without an article it belongs to the whole site
    (a logo in a snippet): it is for everybody who has its address.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="assets")
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="assets"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "article", "name"], name="asset_name_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

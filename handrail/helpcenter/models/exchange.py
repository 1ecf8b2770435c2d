"""Where articles came from, so that the same folder may come again and goes out as it came."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.utils import timezone

from handrail.helpcenter.models.site import Site
from handrail.helpcenter.models.translation import Translation


class ImportedFile(models.Model):
    """The file that an article in a language came from; what of it is not in the article's words.

    `path` is relative to the folder that was imported. `front` (front matter) and `heading` stand before the
    body as they stood there. `digest` is the SHA-256 of the whole, `commit` the last one that was read.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="imported")
    path = models.CharField(max_length=500)
    front = models.TextField(blank=True)
    heading = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64)
    commit = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "path"], name="imported_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class Tombstone(models.Model):
    """What an import brought and somebody deleted here for good: no later import brings it back by itself.

    No words are kept: `source` is the SHA-256 of what it was called where it came from (a file's path, an
    address of Zendesk), `commit` the last one that was read. `is_whole`: the article went in every language.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=64)
    commit = models.CharField(max_length=64, blank=True)
    is_whole = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "source"], name="tombstone_once")]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"

    @staticmethod
    def named(source: str) -> str:
        """What is kept of a name."""
        return hashlib.sha256(source.encode()).hexdigest()

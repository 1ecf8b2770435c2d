"""The open letter: what goes well, what does not, in every language in which somebody wrote it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.helpcenter.models import Site
from handrail.helpcenter.models.site import LONGEST_LANGUAGE

LONGEST_PART = 20_000  # characters


class LetterText(models.Model):
    """A site's letter in one language: its newest version, and the one that readers see (None: none)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="letters")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    latest = models.ForeignKey("LetterVersion", null=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(
        "LetterVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "language"], name="letter_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"letter of {self.site_id} ({self.language})"

    @property
    def has_draft(self) -> bool:
        """Whether the newest words are not those that readers see."""
        return self.latest_id != self.published_id


class LetterVersion(models.Model):
    """One version of the words (Markdown); never changed afterwards."""

    letter = models.ForeignKey(LetterText, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    opening = models.TextField(blank=True)
    well = models.TextField(blank=True)
    badly = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["letter", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

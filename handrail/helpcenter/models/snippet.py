"""A piece of text that many articles share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site


class Snippet(models.Model):
    """Written once, shown wherever an article says `{{ key }}` on a line of its own."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="snippets")
    key = models.SlugField(max_length=60)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "key"], name="snippet_key_once")]

    def __str__(self) -> str:
        return self.key


class SnippetText(models.Model):
    """A snippet in one language (Markdown)."""

    snippet = models.ForeignKey(Snippet, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snippet", "language"], name="snippet_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.snippet_id} {self.language}"

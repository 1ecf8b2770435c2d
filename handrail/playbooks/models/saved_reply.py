"""A saved reply: what one says again and again, in one language or several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.playbooks.models.sharing import Shared, SharedQuerySet


class SavedReply(Shared):
    """Its title, who looks after it, and how often it is used: by the team, never by whom."""

    title = models.CharField(max_length=120)
    folder = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SharedQuerySet["SavedReply"].as_manager()

    def __str__(self) -> str:
        return self.title

    def is_due(self, today: date) -> bool:
        """Whether somebody should read it again."""
        return self.review_on is not None and self.review_on <= today

    def text_in(self, *languages: str | None, among: Iterable[SavedText] | None = None) -> SavedText | None:
        """The variant in the first of these languages there is, else in English, else the first one.

        `among` are variants as they once were, instead of those of now.
        """
        texts = {text.language: text for text in (self.texts.all() if among is None else among)}
        wanted = [language.lower().partition("-")[0] for language in languages if language]
        found = next((texts[language] for language in [*wanted, "en"] if language in texts), None)
        return found or next(iter(texts.values()), None)


class SavedText(models.Model):
    """The words in one language, as the editor writes them (`html`) and as plain text made from it."""

    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    html = models.TextField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply", "language"], name="saved_text_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.language}"

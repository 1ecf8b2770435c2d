"""What readers did, as numbers of a day: never who, from where, or with what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from handrail.conversations.models import Conversation
from handrail.helpcenter.models.article import Article
from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site

LONGEST_WORDS = 120  # characters of a search that are kept


class ReadCount(models.Model):
    """How often an article was read in a language on a day (UTC).

    `asked` is the language that was asked for: another one where the fallback was shown. `inserts`: how often
    agents put it into what they wrote. `contacts`: how often somebody wrote to us after reading it; which of
    its languages that was is not known, so `language` and `asked` are empty there.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="read_counts")
    language = models.CharField(max_length=LONGEST_LANGUAGE, blank=True)
    asked = models.CharField(max_length=LONGEST_LANGUAGE, blank=True)
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    inserts = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "language", "asked", "day"], name="read_count_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day"], name="read_count_by_day"),
            models.Index(fields=["asked", "day"], name="read_count_by_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} {self.day}"


class SearchCount(models.Model):
    """How often something was searched for on a day; digits, addresses and secrets are masked in `words`.

    `empty`: how often nothing was found; `clicked`: how often one of the articles found was opened.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="search_counts")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    words = models.CharField(max_length=LONGEST_WORDS)
    day = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "day", "language", "words"], name="search_count_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="search_count_by_day")]

    def __str__(self) -> str:
        return self.words


class ClickCount(models.Model):
    """How often an article was opened from a search for these words on a day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="click_counts")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    words = models.CharField(max_length=LONGEST_WORDS)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "day", "language", "words"], name="click_count_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="click_count_by_day")]

    def __str__(self) -> str:
        return self.words


class ReadBefore(models.Model):
    """That a conversation began after reading an article: its contact link said so."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="read_before")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "conversation"], name="read_before_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="read_before_by_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.conversation_id}"


class Question(models.Model):
    """A search that an article is to answer: it stands beside its text while somebody writes.

    Kept as long as what it was taken from: 90 days.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="questions")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    words = models.CharField(max_length=LONGEST_WORDS)
    asked = models.PositiveIntegerField(default=0)
    attached_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-asked", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "language", "words"], name="question_once"),
        ]

    def __str__(self) -> str:
        return self.words

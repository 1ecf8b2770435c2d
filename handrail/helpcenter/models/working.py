"""What the team keeps around an article while it works on it: unsaved words, remarks, links that broke."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.helpcenter.models.article import Article
from handrail.helpcenter.models.site import LONGEST_LANGUAGE
from handrail.helpcenter.models.translation import Revision, Translation


class Unsaved(models.Model):
    """What one agent is writing and has not saved as a revision; kept on the server, for them alone.

    `based_on` is the newest revision when they began: a later one means that somebody was quicker. `phrases`
    is how people ask for it, a phrase to a line, and `phrases_were` how that stood when they began.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="unsaved")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    based_on = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    phrases = models.TextField(blank=True, db_default="", default="")
    phrases_were = models.TextField(blank=True, db_default="", default="")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "agent"], name="unsaved_once"),
        ]

    def __str__(self) -> str:
        return f"unsaved {self.translation_id}"


class UnsavedTranslation(models.Model):
    """What one agent is writing beside the source and has not saved; kept on the server, for them alone.

    The article may have no text in this language yet. `goal` is the number of the source's revision that they
    translate, `began` that of the newest revision of the translation when they began (0: there was none).
    `body` are the fields of the paragraphs, parted by `PARTED`, or one text (`is_whole`).
    """

    PARTED: ClassVar = "\x1e"  # the record separator: nobody types it

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    goal = models.PositiveIntegerField()
    began = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    is_whole = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "language", "agent"], name="unsaved_translation_once"),
        ]

    def __str__(self) -> str:
        return f"unsaved {self.article_id}/{self.language}"


class Remark(models.Model):
    """What a colleague says of an article in one language, to whoever writes it; readers never see it."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="remarks")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class BrokenLink(models.Model):
    """A link or a file of a published article that leads nowhere; `reason` is a status or a short word."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="broken_links")
    target = models.CharField(max_length=500)
    is_outside = models.BooleanField(default=False)
    reason = models.CharField(max_length=120, blank=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["translation", "target"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "target"], name="broken_link_once"),
        ]

    def __str__(self) -> str:
        return self.target

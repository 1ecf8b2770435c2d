"""An article's words in one language, and every version they ever had."""

from __future__ import annotations

from typing import ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handrail.helpcenter.models.article import Article
from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site
from handrail.helpcenter.readers import Reader


class State(models.TextChoices):
    """How far an article is in one language; of one that is published a newer draft may be on its way."""

    DRAFT = "draft", pgettext_lazy("of an article", "Draft")
    REVIEW = "review", _("Needs review")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Significance(models.IntegerChoices):
    """What a change of the source means for its translations (as Mozilla's Kitsune has it)."""

    TYPO = 10, _("Typo: translations stay true")
    MINOR = 20, _("Minor: translations should follow")
    MAJOR = 30, _("Major: older translations mislead")


class Origin(models.TextChoices):
    """Who wrote a revision."""

    PERSON = "person", _("A person")
    MACHINE = "machine", _("A machine")
    IMPORT = "import", _("An import")


SHOWN_IN_TRASH = Q(trashed_at__isnull=False) & (
    Q(article__trashed_at=None) | Q(language=F("article__source_language"))
)
"""Of `all_objects`: each article in the trash once, by its source, and translations thrown away alone."""


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Questions about articles in a language; begin with `readable_by` or `visible_to`.

    Asked of `objects` they leave out the trash: a translation of an article in the trash is there itself.
    """

    def visible_to(self, reader: Reader) -> TranslationQuerySet:
        """Those of articles that this reader may see, drafts too: for the pages of the team."""
        return self.filter(article__in=Article.all_objects.visible_to(reader))

    def readable_by(self, reader: Reader) -> TranslationQuerySet:
        """What stands published, for this reader: the door of every public page, search, feed and hint.

        What stands on a closed site is for the team alone.
        """
        found = self.visible_to(reader).filter(published__isnull=False, article__is_template=False)
        return found if reader.sees_internal else found.filter(site__is_on=True)


_Every = models.Manager.from_queryset(TranslationQuerySet)


class TranslationsInUse(_Every["Translation"]):
    """Those that are not in the trash: what everybody asks for who does not ask for the trash."""

    def get_queryset(self) -> TranslationQuerySet:
        """Leave out what was thrown away."""
        return cast("TranslationQuerySet", super().get_queryset()).filter(trashed_at=None)


class Translation(models.Model):
    """An article in one language: its address, its newest revision and the one that readers see.

    `published` is None until a person publishes a revision, and after archiving. `state` says how it stands
    with the newest (`latest`): a published article with a newer draft is `draft` and has `published`.
    In the trash (`trashed_at`) it keeps all of that, so that it can come back as it was; its address and its
    language are free for another.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="translations")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    latest = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(
        "Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.CharField(max_length=200, blank=True)

    objects = TranslationsInUse()
    all_objects = _Every()

    class Meta:
        ordering: ClassVar = ["article", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["article", "language"], name="translation_once", condition=Q(trashed_at=None)
            ),
            models.UniqueConstraint(
                fields=["site", "language", "slug"],
                name="translation_address_once",
                condition=Q(trashed_at=None),
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(publish_at__isnull=False), name="scheduled_has_its_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["publish_at"], name="translation_due", condition=Q(state="scheduled")),
            models.Index(fields=["-changed_at"], name="translation_by_change"),
            models.Index(
                fields=["trashed_at"],
                name="translation_in_trash",
                condition=Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"

    @property
    def is_source(self) -> bool:
        """Whether the others are translated from this one."""
        return self.language == self.article.source_language


class Revision(models.Model):
    """One version of the words (Markdown); never changed afterwards.

    Of a translation, `based_on` is the revision of the source that it says the same as. Of a source,
    `significance` and `is_ready` (for localization) say what it means for translations.
    `approved_by` is the person who let it be published, where that needs somebody else.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    significance = models.PositiveSmallIntegerField(choices=Significance.choices, default=Significance.MINOR)
    is_ready = models.BooleanField(default=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.CharField(max_length=200)
    comment = models.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["translation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=~Q(based_on=F("pk")), name="revision_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class OldAddress(models.Model):
    """An address that an article had, here or in the product it came from: readers are sent on.

    `path` is what stood after the site's address, with its leading slash.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="old_addresses")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "path"], name="old_address_once")]

    def __str__(self) -> str:
        return self.path

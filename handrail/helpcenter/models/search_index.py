"""What search knows of published articles: passages, and which terms stand in them how often."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from handrail.helpcenter.models.site import LONGEST_LANGUAGE, Site
from handrail.helpcenter.models.translation import Translation


class Vocabulary(models.Model):
    """What a site's articles of one language say to the same readers: how many passages, how many words.

    `readers` says who those are (`search/vocabularies.py`). What is rare, long, known or near to a typo is
    reckoned from the vocabularies that the asker reads: so no answer tells what stands in another one.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    readers = models.CharField(max_length=80)
    passages = models.PositiveIntegerField(default=0)
    words = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "language", "readers"], name="vocabulary_once")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.readers}"


class Passage(models.Model):
    """A part of a published article; `length` is its number of words, `has_meaning`
    whether its vectors are kept yet. Nobody sees one but by its article.

    `version` is that of the analysis its words went through; 0 (and no `vocabulary`): none yet, since an
    update of Handrail, so it is found by its meaning only.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="passages")
    vocabulary = models.ForeignKey(Vocabulary, null=True, on_delete=models.CASCADE, related_name="+")
    ordinal = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    anchor = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    length = models.PositiveIntegerField()
    has_meaning = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["translation", "ordinal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "ordinal"], name="passage_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="passage_to_understand", condition=Q(has_meaning=False)),
            models.Index(fields=["version"], name="passage_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.translation_id} {self.ordinal}"


class Term(models.Model):
    """A term of a vocabulary; `passages` is in how many it stands."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.CharField(max_length=64)
    passages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["vocabulary", "term"], name="term_once")]

    def __str__(self) -> str:
        return self.term


class Spelling(models.Model):
    """A word as it stands in articles (folded), and the term it counts as: for typos and half-typed words."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="+", db_index=False)
    form = models.CharField(max_length=64)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="spellings")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["term", "form"], name="spelling_once")]
        indexes: ClassVar = [
            GinIndex(fields=["form"], opclasses=["gin_trgm_ops"], name="spelling_alike"),
            models.Index(
                fields=["vocabulary", "form"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="spelling_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.form


class Posting(models.Model):
    """A term stands in a passage: `weight` times, where one in the title counts as more than one.

    `length` repeats the passage's, so that a score needs no other table.
    """

    pk = models.CompositePrimaryKey("passage_id", "term_id")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+", db_index=False)
    weight = models.FloatField()
    length = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["term"], include=["passage", "weight", "length"], name="posting_by_term")
        ]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.passage_id}"

"""How people ask for an article: phrases in their words, beside its own."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from handrail.helpcenter.models.meaning import HalfVectorField
from handrail.helpcenter.models.translation import Origin, Translation

LONGEST_PHRASE = 300  # characters
MOST_PHRASES = 100  # of a translation


class AskedAs(models.Model):
    """A question that an article answers, as somebody asks it in the language of this translation.

    `terms` are its words as search counts them, `vector` what it means (None until it is known). What an
    import brought (`origin`) the next import may take away; what a person wrote stays.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="asked_as")
    position = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=LONGEST_PHRASE)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)
    terms = ArrayField(models.CharField(max_length=64), default=list)
    vector = HalfVectorField(null=True)  # type: ignore[misc]  # never read here, only compared

    class Meta:
        ordering: ClassVar = ["translation", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "words"], name="asked_as_once"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["terms"], name="asked_as_by_term"),
            models.Index(fields=["id"], name="asked_as_to_understand", condition=Q(vector=None)),
        ]

    def __str__(self) -> str:
        return self.words


class AskedAsFigures(models.Model):
    """How alike the phrases of a translation are, reckoned when their meanings become known.

    `tightness` is the mean cosine between a phrase and the nearest other one, `coherence` what that between a
    phrase and the middle of very many like it would be. A question that is further away than its own phrases
    are from each other is hardly one of them. `classifier` and `intercept` tell its questions from those of
    the articles around (`meaning/classifying.py`); they are learned again where `is_learned` is False.
    """

    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="asked_as_figures")
    tightness = models.FloatField()
    coherence = models.FloatField()
    classifier = HalfVectorField(null=True)  # type: ignore[misc]  # never read here, only compared
    intercept = models.FloatField(default=0.0)
    is_learned = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="asked_as_to_learn", condition=Q(is_learned=False)),
        ]

    def __str__(self) -> str:
        return f"{self.translation_id} {self.tightness:.2f}"

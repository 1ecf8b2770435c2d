"""What a passage means, as vectors (pgvector)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from handrail.helpcenter.meaning.place import DIMENSIONS
from handrail.helpcenter.models.search_index import Passage


class HalfVectorField(models.Field[str, str]):
    """A vector of half-precision numbers, written and read as text: we compare them in the database only."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return f"halfvec({DIMENSIONS})"


class Meaning(models.Model):
    """The meaning of all of a passage (ordinal 0), of a sentence of it, or of its title; of length 1."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="meanings", db_index=False)
    ordinal = models.PositiveIntegerField()
    vector = HalfVectorField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["passage", "ordinal"], name="meaning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.ordinal}"

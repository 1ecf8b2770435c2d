"""Words that mean the same to whoever searches."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.helpcenter.models.site import LONGEST_LANGUAGE


class Synonyms(models.Model):
    """Words or phrases of one language; who asks with one finds what was written with another."""

    language = models.CharField(max_length=LONGEST_LANGUAGE)
    words = ArrayField(models.CharField(max_length=60))

    class Meta:
        ordering: ClassVar = ["language", "pk"]

    def __str__(self) -> str:
        return f"{self.language}: {', '.join(self.words)}"

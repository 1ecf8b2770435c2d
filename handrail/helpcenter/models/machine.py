"""The machine that writes first drafts of translations, if there is one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MachineTranslator(models.Model):
    """Where drafts come from: a service that speaks as LibreTranslate or OpenAI does. One row at most.

    `address` is the service's, without what its interface adds (`https://translate.example`,
    `https://llm.example/v1`). `is_own` is an owner's word that it is a server of the house: then it may be
    a private one, by http too. `secret` is sealed (`core.vault`). `trial` is what it said when it was tried
    last, `is_fine` whether that was a translation.
    """

    class Kind(models.TextChoices):
        """How the service is spoken to."""

        LIBRETRANSLATE = "libretranslate", _("LibreTranslate")
        OPENAI = "openai", _("OpenAI-compatible (chat completions)")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.LIBRETRANSLATE)
    address = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=120, blank=True)
    secret_sealed = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)
    is_fine = models.BooleanField(default=False)
    trial = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="machine_translator_is_one"),
            models.CheckConstraint(
                condition=Q(is_on=False) | ~Q(address=""), name="machine_translator_on_has_address"
            ),
        ]

    def __str__(self) -> str:
        return self.address

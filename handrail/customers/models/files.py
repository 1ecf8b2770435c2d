"""Files that come in with customers or organisations, and erasing that takes a while."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.core.models import Blob
from handrail.customers.models.about import Of
from handrail.customers.models.people import Customer


class ImportState(models.TextChoices):
    """How far a file has come."""

    MAPPING = "mapping", _("Say what its columns are")
    CHECKING = "checking", _("Being looked through")
    CHECKED = "checked", _("Ready to be brought in")
    RUNNING = "running", _("Being brought in")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


FINISHED = (ImportState.DONE, ImportState.FAILED)


class FileImport(models.Model):
    """A CSV file of customers or organisations. Its bytes are kept until it is done, and then forgotten."""

    of = models.CharField(max_length=12, choices=Of.choices, default=Of.CUSTOMER)
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header: models.JSONField[Any, Any] = models.JSONField(default=list)
    columns: models.JSONField[Any, Any] = models.JSONField(default=list)
    seen: models.JSONField[Any, Any] = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.MAPPING)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    examples: models.JSONField[Any, Any] = models.JSONField(default=list)
    refused: models.JSONField[Any, Any] = models.JSONField(default=list)
    left_out: models.JSONField[Any, Any] = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)
    agent = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_finished(self) -> bool:
        """Nothing more will come of it."""
        return self.state in FINISHED


class Erasure(models.Model):
    """That somebody was erased: when, by whom, how much; never who it was."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

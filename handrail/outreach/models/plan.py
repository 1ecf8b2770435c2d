"""What the team plans, what came of it, and what readers answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Site


class StepState(models.TextChoices):
    """How far a step of the plan is."""

    PLANNED = "planned", pgettext_lazy("of a plan's step", "Planned")
    UNDER_WAY = "under way", pgettext_lazy("of a plan's step", "Under way")
    DONE = "done", pgettext_lazy("of a plan's step", "Done")
    DROPPED = "dropped", pgettext_lazy("of a plan's step", "Dropped")


class PlanStep(models.Model):
    """One thing the team means to do: `texts` by language ({"en": {"title": …, "body": Markdown}}).

    Readers see it once it `is_shown`; from then on it can be dropped, and no longer taken away.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="plan_steps")
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.PLANNED)
    texts = models.JSONField(default=dict)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        told: dict[str, str] = self.texts.get(self.site.fallback) or next(iter(self.texts.values()), {})
        return str(told.get("title") or f"step {self.pk}")


class ProgressNote(models.Model):
    """What was told, dated, under a step or (without one) the whole plan: `texts` by language (Markdown).

    `state` is what the step became with it; `answers` the conversation in which a reader asked, for the team.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="progress")
    step = models.ForeignKey(
        PlanStep, null=True, blank=True, on_delete=models.CASCADE, related_name="progress"
    )
    texts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=StepState.choices, blank=True)
    answers = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state="") | Q(step__isnull=False), name="progress_of_a_step"),
        ]

    def __str__(self) -> str:
        return next(iter(self.texts.values()), self.state)


class ReaderAnswer(models.Model):
    """A reader answered the letter, or a step of its plan; their words are the conversation."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey(
        PlanStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="letter_answer"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"answer {self.pk}"

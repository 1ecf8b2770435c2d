"""The test bench: questions whose answer is known, and what a draft of the settings would make of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Article

LONGEST_CASE = 500  # characters, as many as the assistant looks at
MOST_CASES = 2000  # questions of the bench
TO_PERSON = 0  # expected instead of an article's key: that a person gets it


class OfConversations(models.QuerySet[Any]):
    """Questions that may have been asked in a conversation; begin with `visible_to`."""

    def visible_to(self, agent: Agent) -> OfConversations:
        """The one gate: those of conversations that the agent may see, and those that were written here."""
        seen = Conversation.objects.visible_to(agent).values("pk")
        return self.filter(Q(conversation=None) | Q(conversation__in=seen))


class Case(models.Model):
    """A question of the test bench; `expected` is the article that answers it, None where none does.

    `to_person`: it is a matter for people, whatever articles say. `conversation` is the one it was asked in,
    where it is a customer's: it goes with its words.
    """

    words = models.CharField(max_length=LONGEST_CASE)
    language = models.CharField(max_length=10, blank=True)
    expected = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_person = models.BooleanField(default=False, db_default=False)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfConversations.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "words"], name="case_once"),
            models.CheckConstraint(
                condition=Q(to_person=False) | Q(expected=None), name="case_person_or_article"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def meant(self) -> int | None:
        """What is expected, as a trial keeps it."""
        return TO_PERSON if self.to_person else self.expected_id


class Trial(models.Model):
    """Every question of the bench, asked of the settings in use and of a draft of others.

    `draft` is what `review.drafting.Draft` reads; `results` holds for each case (by key, never by its words)
    what each of both told. `done` of `many` cases are through.
    """

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    draft = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    done = models.PositiveIntegerField(default=0)
    many = models.PositiveIntegerField(default=0)
    results = models.JSONField(default=list)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.began_at} {self.state}"

"""What leads say of answers, and what is never answered from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.assistant.models.bench import LONGEST_CASE, OfConversations
from handrail.assistant.models.exchange import Turn
from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Article, AskedAs, Translation


class Verdict(models.TextChoices):
    """What a lead says of an answer, or of its refusal."""

    RIGHT = "right", _("Right")
    WRONG = "wrong", _("Wrong article")
    SILENT = "silent", _("Should have been silent")
    ANSWER = "answer", _("Should have answered")


class Review(models.Model):
    """A lead's verdict on one turn; `article` is the one that answers, where another was told or none."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, primary_key=True, related_name="review")
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="review_at")]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.verdict}"


class Withheld(models.Model):
    """An article that the assistant never answers from, however well it fits; search still finds it."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="withheld"
    )
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.article_id)


class Blocked(models.Model):
    """An article that such a question is not answered from; others are, and other questions are from it.

    `meaning` is the vector of the words, empty until a job has found it. `conversation` is the one it was
    asked in, where it is a customer's: it goes with its words.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=LONGEST_CASE)
    language = models.CharField(max_length=10, blank=True)
    meaning = models.TextField(blank=True)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfConversations.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "words"], name="blocked_once"),
        ]

    def __str__(self) -> str:
        return self.words


class Phrased(models.Model):
    """A phrase by which people ask for an article, that a lead made of what was asked in this turn.

    It goes with the phrase, whoever takes that away.
    """

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="+")
    phrase = models.ForeignKey(AskedAs, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["turn", "phrase"], name="phrased_once")]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.phrase_id}"


class Inserted(models.Model):
    """An agent put this article into what they wrote in this conversation: its first question is one of it.

    `is_settled`: the question was made a phrase, or somebody said that it is none. Kept for 90 days.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_settled = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "translation"], name="inserted_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="inserted_to_look_at", condition=Q(is_settled=False))
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.translation_id}"

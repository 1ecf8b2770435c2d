"""Who was mentioned in a note, and has not answered yet."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.conversations.models.conversation import Conversation


class MentionQuerySet(models.QuerySet["Mention"]):
    """Questions about mentions."""

    def unsettled(self) -> MentionQuerySet:
        """Those that the agent has neither answered nor dismissed."""
        return self.filter(settled_at=None)

    def within(self, conversation: int) -> MentionQuerySet:
        """Those in the conversation, or in one that has become part of it."""
        return self.filter(Q(conversation=conversation) | Q(conversation__merged_into=conversation))


class Mention(models.Model):
    """A note mentions an agent, in person or by a team of theirs.

    Settled when the agent has written something there since, or has dismissed it. Closing the conversation
    settles nothing, it hides what was asked before: whoever is mentioned in a closed one (`after_closing`)
    finds it all the same.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="mentions")
    entry = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    after_closing = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "entry"], name="mention_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agent", "conversation"],
                include=["after_closing"],
                condition=Q(settled_at=None),
                name="mention_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.entry}"

"""What moves and joins conversations: merges, followers, copies, and senders whose mail goes to spam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.conversations.models.conversation import Conversation, Place
from handrail.conversations.models.message import Message


class Merge(models.Model):
    """One conversation has become part of `into`; with what it takes to undo that at any time.

    Entries stay where they were written. `kept` holds what else the merge changed: see `verbs/merging.py`.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="merge"
    )
    into = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="merges")
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.INBOX)
    kept = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(conversation=models.F("into")), name="merge_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} into {self.into_id}"


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Questions about followers."""

    def of(self, conversation: Conversation) -> FollowerQuerySet:
        """Who follows the conversation, or one that has become part of it."""
        return self.filter(conversation__in=conversation.family())


class Follower(models.Model):
    """An agent wants to hear of a conversation; personal, so the timeline does not tell it."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="followers")
    created_at = models.DateTimeField(default=timezone.now)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.conversation_id}"


class Copy(models.Model):
    """A message that a split has copied; whoever redacts one redacts the other."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="copied")
    original = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="copies")

    def __str__(self) -> str:
        return f"{self.message_id} of {self.original_id}"


class BlockQuerySet(models.QuerySet["Block"]):
    """Questions about blocked senders."""

    def hitting(self, senders: Iterable[str]) -> BlockQuerySet:
        """Those that name one of these addresses and domains, as they are compared."""
        return self.filter(sender__in=list(senders))


class Block(models.Model):
    """An address, or a domain with all below it, whose new mail goes to spam. Nothing of it is dropped."""

    sender = models.CharField(max_length=320, unique=True)  # as compared: an address, or a domain without @
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sender"]

    def __str__(self) -> str:
        return self.sender

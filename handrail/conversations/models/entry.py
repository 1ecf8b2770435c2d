"""One thing on a conversation's timeline: a message, a note, or an event."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models.conversation import Conversation
from handrail.core.actors import ActorKind
from handrail.customers.models import Customer


class TransactionId(models.Field[str, str]):
    """PostgreSQL's xid8: which transaction wrote the row, for feeds that read up to a snapshot's horizon."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "xid8"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions about entries."""

    def visible_to(self, agent: Agent) -> EntryQuerySet:
        """Those of conversations that the agent may see."""
        return self.filter(conversation__in=Conversation.objects.visible_to(agent).values("pk"))

    def after(self, entry: int) -> EntryQuerySet:
        """Newer than `entry`: within one conversation ids follow the commits."""
        return self.filter(pk__gt=entry).order_by("pk")


class Entry(models.Model):
    """A fact that happened. Append-only; the sentence is made when it is shown."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ActorKind])
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    public = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    transaction = TransactionId(editable=False, db_default=Func(function="pg_current_xact_id"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "id"], name="entry_of_conversation")]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

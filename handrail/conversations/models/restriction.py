"""Who may see a restricted conversation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from handrail.accounts.models import Agent, Team


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Questions about readers."""

    def of(self, agent: Agent) -> ReaderQuerySet:
        """Where this agent is named, in person or by a team."""
        mine = Team.agents.through.objects.filter(agent=agent.pk).values("team")
        return self.filter(Q(agent=agent.pk) | Q(team__in=mine))


class Reader(models.Model):
    """An agent or a team that is named on a restricted conversation: nobody else sees it."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="readers", db_index=False
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = ReaderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agent=None, team__isnull=False) | Q(agent__isnull=False, team=None),
                name="reader_is_agent_or_team",
            ),
            models.UniqueConstraint(fields=["conversation", "agent"], name="reader_once_per_agent"),
            models.UniqueConstraint(fields=["conversation", "team"], name="reader_once_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.agent_id or self.team_id}"

"""Views that people save, and the order in which each agent has their views."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from handrail.accounts.models import Agent, Team

SHARED_ICON, OWN_ICON = "folder", "bookmark"
ICONS = (
    *(OWN_ICON, SHARED_ICON, "star", "flag", "inbox", "tag", "user-round", "users-round", "building-2"),
    *("wallet", "package", "bug", "lightbulb", "globe", "clock", "flame", "heart", "circle-question-mark"),
)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions about saved views; begin with `visible_to`."""

    def visible_to(self, agent: Agent) -> SavedViewQuerySet:
        """One's own, those shared with everybody, and those shared with a team one is in."""
        in_teams = Q(team__in=Team.objects.filter(agents=agent).values("pk"))
        return self.filter(Q(owner=agent) | Q(owner=None, team=None) | in_teams)

    def changeable_by(self, agent: Agent) -> SavedViewQuerySet:
        """One's own, and for owners and leads the shared ones."""
        return self.filter(Q(owner=agent) | Q(owner=None)) if agent.is_admin else self.filter(owner=agent)


class SavedView(models.Model):
    """A filter with a name. It has an owner, or is shared: with a team, or without one with everybody."""

    name = models.CharField(max_length=60)
    filter = models.TextField(max_length=1000)
    order = models.CharField(max_length=20, blank=True)
    icon = models.CharField(max_length=40, default=OWN_ICON)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="view_owned_or_shared"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        """Whether it is the team's rather than one agent's."""
        return self.owner_id is None

    @property
    def slug(self) -> str:
        """Its name in addresses; the number in it stays when it gets another name."""
        return f"{slugify(self.name)[:40] or 'view'}-{self.pk}"


class ViewArrangement(models.Model):
    """In which order an agent has their views, and which are hidden.

    A built-in view is named by its key, a saved one by its number; those that are not named come last.
    """

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    keys = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    hidden = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    def __str__(self) -> str:
        return f"views of {self.agent_id}"

"""Whose a saved reply or a macro is: an agent's own or the team's, for all mailboxes or for some."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox, mailbox_ids

S = TypeVar("S", bound="Shared")


class SharedQuerySet(models.QuerySet[S]):
    """Questions about what is shared; begin with `visible_to`."""

    def visible_to(self, agent: Agent) -> SharedQuerySet[S]:
        """One's own and the team's, where they are for a mailbox the agent may see.

        Who sees no mailbox at all sees nothing of the team's; guests see what is bound to one of theirs.
        """
        mine, visible = Q(agent=agent), mailbox_ids(agent)
        if agent.is_guest:
            return self.filter(mine & Q(everywhere=True) | self._bound_to(visible) & (mine | Q(agent=None)))
        if not visible and not agent.is_admin:
            return self.filter(mine, everywhere=True)
        return self.filter(mine | Q(agent=None)).filter(Q(everywhere=True) | self._bound_to(visible))

    def with_mailboxes(self, agent: Agent) -> SharedQuerySet[S]:
        """With those of their mailboxes that the agent sees, in one statement."""
        return self.prefetch_related(Prefetch("mailboxes", Mailbox.objects.filter(pk__in=mailbox_ids(agent))))

    def for_mailbox(self, mailbox: int) -> SharedQuerySet[S]:
        """Those that may be used in a mailbox's conversations."""
        return self.filter(Q(everywhere=True) | self._bound_to([mailbox]))

    def _bound_to(self, mailboxes: list[int]) -> Q:
        through = self.model.mailboxes.through
        key = str(self.model._meta.model_name)
        bound = through._default_manager.filter(mailbox_id__in=mailboxes, **{key: OuterRef("pk")})
        return Q(Exists(bound))


class Shared(models.Model):
    """`agent` is whose own it is; none: the team's. `everywhere`: for every mailbox, else for `mailboxes`."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    everywhere = models.BooleanField(default=True)
    mailboxes = models.ManyToManyField(Mailbox, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def may_change(self, agent: Agent) -> bool:
        """One's own, or the team's for owners and leads."""
        return self.agent_id == agent.pk if self.agent_id else agent.is_admin

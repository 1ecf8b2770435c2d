"""allauth's way of signing in; the agent of each request comes with its mailboxes by one kept statement."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from handrail.accounts.models import Agent, Mailbox, Role, teams_of
from handrail.core.statements import Statement


class AgentBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """See `allauth.account.auth_backends`."""

    def get_user(self, user_id: Any) -> Agent | None:
        """The agent behind a session; None when they are gone or no longer active."""
        found: list[Any] = _AGENT.objects(int(user_id))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        agent: Agent = found[0]
        if agent.role != Role.OWNER:  # owners see more than what was granted to them
            agent.known_mailboxes, agent.known_teams = found[0].granted, found[0].belongs_to
        return agent


def _with_mailboxes(key: int) -> QuerySet[Agent]:
    granted = Mailbox.objects.visible_to(Agent(pk=key)).order_by("pk").values("pk")
    return Agent.objects.filter(pk=key).annotate(
        granted=ArraySubquery(granted), belongs_to=ArraySubquery(teams_of(key).values("pk"))
    )


_AGENT = Statement(_with_mailboxes)

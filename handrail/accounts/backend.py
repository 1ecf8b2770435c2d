"""allauth's way of signing in; the agent of each request is asked for by a kept statement."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from handrail.accounts.models import Agent
from handrail.core.statements import Statement


class AgentBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """See `allauth.account.auth_backends`."""

    def get_user(self, user_id: Any) -> Agent | None:
        """The agent behind a session; None when they are gone or no longer active."""
        found: list[Agent] = _AGENT.objects(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_AGENT = Statement(lambda agent: Agent.objects.filter(pk=agent))

"""What decides what somebody sees, as a key to remember statements by."""

from __future__ import annotations

from typing import NamedTuple

from handrail.accounts.models import Agent, Role, mailbox_ids, team_ids


class Sight(NamedTuple):
    """An agent's key, mailboxes and (a guest's) teams, and whether they may be named on a restricted one."""

    key: int
    mailboxes: tuple[int, ...]
    teams: tuple[int, ...]
    is_guest: bool
    reads_restricted: bool

    @classmethod
    def of(cls, agent: Agent) -> Sight:
        """What this agent sees by."""
        teams = tuple(team_ids(agent)) if agent.is_guest else ()
        return cls(agent.pk, tuple(mailbox_ids(agent)), teams, agent.is_guest, agent.reads_restricted)

    @property
    def is_empty(self) -> bool:
        """Whether they see nothing at all."""
        return not self.mailboxes or (self.is_guest and not self.teams)

    def agent(self) -> Agent:
        """Somebody who sees just that, for statements."""
        agent = Agent(pk=self.key, reads_restricted=self.reads_restricted)
        agent.role = Role.GUEST if self.is_guest else Role.AGENT
        agent.known_mailboxes, agent.known_teams = list(self.mailboxes), list(self.teams)
        return agent

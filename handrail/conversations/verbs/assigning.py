"""Give the conversation to an agent or a team, or to nobody."""

from __future__ import annotations

from datetime import datetime

from handrail.accounts.gate import role_of
from handrail.accounts.models import Agent, Mailbox, Team, mailbox_ids, team_ids
from handrail.accounts.permissions import May, NotAllowed, may
from handrail.conversations.events import Assigned
from handrail.conversations.models import Conversation, Reader
from handrail.conversations.timeline import record
from handrail.core.actors import Actor, ActorKind
from handrail.core.kept_saves import update
from handrail.core.verbs import verb


class AssigneeRefused(ValueError):
    """The agent or team may not see the conversation, may not answer, or is no longer here."""


@verb
def assign(
    conversation: Conversation, /, *, to: Agent | Team | None, by: Actor, at: datetime | None = None
) -> bool:
    """Make `to` responsible; False when they are. Raises AssigneeRefused for who may not see it, NotAllowed.

    An agent takes it out of the queue of a team they do not belong to; a team has it without an agent until
    one of it takes it; nobody means neither.
    """
    _require(conversation, to, by)
    old_agent, old_team = conversation.assignee, conversation.team
    agent, team = _wanted(conversation, to)
    if (agent, team) == (old_agent, old_team):
        return False
    conversation.assignee, conversation.team = agent, team
    is_side = conversation.parent_id is not None  # it is the business of whoever has its parent
    if is_side or (to is not None and not (_is_seen(conversation, to) and _answers(to))):
        conversation.assignee, conversation.team = old_agent, old_team
        raise AssigneeRefused
    event = Assigned(
        assignee=agent.pk if agent else None,
        name=agent.name if agent else "",
        old_name=old_agent.name if old_agent else "",
        team=team.pk if team else None,
        team_name=team.name if team else "",
        old_team_name=old_team.name if old_team else "",
    )
    update(conversation, "assignee", "team")
    record(conversation, event, by=by, at=at, left=old_team.pk if old_team else None)
    return True


def takes_by_answering(conversation: Conversation, agent: Agent) -> bool:
    """Whether who answers becomes its assignee: nobody has it, and its mailbox says so.

    What waits for a team stays there when somebody else answers; a side conversation is nobody's.
    """
    if conversation.assignee_id is not None or conversation.parent_id is not None:
        return False
    if conversation.team_id is None and not may(agent.role, May.ASSIGN):
        return False
    if conversation.team_id is not None and conversation.team_id not in team_ids(agent):
        return False
    return conversation.mailbox.replier_takes and would_see(agent, conversation)


def _wanted(conversation: Conversation, to: Agent | Team | None) -> tuple[Agent | None, Team | None]:
    if isinstance(to, Team):
        return None, to
    team = conversation.team
    stays = to is not None and team is not None and team.pk in team_ids(to)
    return to, team if stays else None


def _require(conversation: Conversation, to: Agent | Team | None, by: Actor) -> None:
    """Who may assign at all; a guest within their own team: to its members, or back into its queue."""
    if by.kind != ActorKind.AGENT or may(role_of(by), May.ASSIGN):
        return
    if not may(role_of(by), May.ASSIGN_WITHIN):
        raise NotAllowed(May.ASSIGN)
    team = conversation.team
    if team is None or not team.agents.filter(pk=by.agent_id).exists():
        raise NotAllowed(May.ASSIGN_WITHIN)
    if to != team and not (isinstance(to, Agent) and team.agents.filter(pk=to.pk).exists()):
        raise NotAllowed(May.ASSIGN_WITHIN)


def _answers(to: Agent | Team) -> bool:
    return isinstance(to, Team) or may(to.role, May.REPLY)


def _is_seen(conversation: Conversation, by: Agent | Team) -> bool:
    """Whether who gets it would see it, with the team that it would have then."""
    if isinstance(by, Agent):
        return would_see(by, conversation)
    has_mailbox = Mailbox.objects.filter(pk=conversation.mailbox_id, access__team=by).exists()
    named = Reader.objects.filter(conversation=conversation, team=by)
    return has_mailbox and (not conversation.restricted or named.exists())


def would_see(agent: Agent, conversation: Conversation) -> bool:
    """Whether the agent sees this conversation as it stands in memory: `visible_to` before it is saved."""
    if conversation.mailbox_id not in mailbox_ids(agent):
        return False
    if agent.is_guest and conversation.team_id not in team_ids(agent):
        return False
    return not conversation.restricted or Reader.objects.of(agent).filter(conversation=conversation).exists()

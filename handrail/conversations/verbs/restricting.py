"""Restrict a conversation to named people, or give it back to everybody who may see its mailbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.permissions import May
from handrail.conversations.events import LetIn, Restricted, Unrestricted
from handrail.conversations.models import Conversation, Reader
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import assign, would_see
from handrail.core.actors import SYSTEM, Actor
from handrail.core.audit import audit
from handrail.core.verbs import verb

MOST_READERS = 100  # agents and teams named on one conversation


class RestrictRefused(ValueError):
    """Somebody named may not see the mailbox, or is no longer here; too many are; or its parent says it."""


@verb
@needs(May.RESTRICT)
def restrict(
    conversation: Conversation,
    /,
    *,
    agents: Collection[Agent],
    teams: Collection[Team] = (),
    by: Actor,
    at: datetime | None = None,
) -> bool:
    """Let only these see it, and whoever restricts it; False when it is so. Raises RestrictRefused.

    It only narrows: who is named needs the mailbox too. An assignee who is not named loses it. Mails go on
    arriving in it.
    """
    wanted = {one.pk: one for one in agents}
    if by.agent_id is not None and by.agent_id not in wanted:
        wanted[by.agent_id] = Agent.objects.get(pk=by.agent_id)
    _check(conversation, wanted.values(), teams)
    if conversation.restricted and _keys(conversation) == ({*wanted}, {team.pk for team in teams}):
        return False
    names = ", ".join(sorted(str(one) for one in (*wanted.values(), *teams)))
    record(conversation, Restricted(names=names), by=by, at=at)  # those who saw it until now hear of it
    Reader.objects.filter(conversation=conversation).delete()
    _name(conversation, wanted.values(), teams)
    conversation.restricted = True
    conversation.save(update_fields=["restricted"])
    if conversation.assignee and not would_see(conversation.assignee, conversation):
        assign(conversation, to=None, by=SYSTEM, at=at)
    return True


@verb
@needs(May.RESTRICT)
def unrestrict(conversation: Conversation, /, *, by: Actor, at: datetime | None = None) -> bool:
    """Let everybody see it who may see its mailbox; False when they may."""
    if not conversation.restricted or conversation.parent_id:
        return False
    Reader.objects.filter(conversation=conversation).delete()
    conversation.restricted = False
    conversation.save(update_fields=["restricted"])
    record(conversation, Unrestricted(), by=by, at=at)
    return True


@verb
@needs(May.EVERYTHING)
def let_in(conversation: Conversation, /, *, by: Agent, at: datetime | None = None) -> bool:
    """An owner names themselves: said on the timeline and in the audit. False when they are named."""
    if not conversation.restricted or conversation.parent_id or would_see(by, conversation):
        return False
    _name(conversation, [by], [])
    record(conversation, LetIn(name=by.name), by=by.as_actor(), at=at)
    audit(by, "restricted conversation opened", conversation=conversation.number)
    return True


def tell_of_newcomers(team: Team, agents: Collection[Agent], *, by: Actor) -> None:
    """Say on each restricted conversation that names the team who has joined it since."""
    for conversation in Conversation.objects.filter(restricted=True, readers__team=team).order_by("pk"):
        for agent in agents:
            _tell(conversation, name=agent.name, team=team.name, by=by)


@verb
def _tell(conversation: Conversation, /, *, name: str, team: str, by: Actor) -> None:
    record(conversation, LetIn(name=name, team=team), by=by)


def carry_over(old: Conversation, new: Conversation, *, by: Actor = SYSTEM) -> None:
    """What was in a restricted conversation stays so where it goes; inside a verb that holds `new`.

    If both are restricted, only those see it who are named on both, and whoever brought them together.
    """
    if not old.restricted:
        return
    agents, teams = _keys(old)
    if new.restricted:
        others, other_teams = _keys(new)
        agents, teams = agents & others, teams & other_teams
    agents |= {by.agent_id} if by.agent_id is not None and agents | teams else set()
    who = list(Agent.objects.filter(pk__in=agents)), list(Team.objects.filter(pk__in=teams))
    record(new, Restricted(names=", ".join(sorted(map(str, (*who[0], *who[1]))))), by=by)
    Reader.objects.filter(conversation=new).delete()
    _name(new, *who)
    new.restricted = True
    new.save(update_fields=["restricted"])


def _check(conversation: Conversation, agents: Collection[Agent], teams: Collection[Team]) -> None:
    if len(agents) + len(teams) > MOST_READERS or not (agents or teams) or conversation.parent_id:
        raise RestrictRefused
    for agent in agents:
        if not Mailbox.objects.visible_to(agent).filter(pk=conversation.mailbox_id).exists():
            raise RestrictRefused
    with_access = Team.objects.filter(access__mailbox=conversation.mailbox_id, pk__in=[t.pk for t in teams])
    if with_access.count() < len(teams):
        raise RestrictRefused


def _keys(conversation: Conversation) -> tuple[set[int], set[int]]:
    rows = list(Reader.objects.filter(conversation=conversation).values_list("agent", "team"))
    return {agent for agent, _ in rows if agent}, {team for _, team in rows if team}


def _name(conversation: Conversation, agents: Collection[Agent], teams: Collection[Team]) -> None:
    Reader.objects.bulk_create(
        [
            *(Reader(conversation=conversation, agent=agent) for agent in agents),
            *(Reader(conversation=conversation, team=team) for team in teams),
        ]
    )
    for agent in agents:
        agent.reads_restricted = True  # of the caller's objects too
    for team in teams:
        team.reads_restricted = True
    keys = [team.pk for team in teams]
    Team.objects.filter(pk__in=keys).update(reads_restricted=True)
    Agent.objects.filter(pk__in=[agent.pk for agent in agents]).update(reads_restricted=True)
    Agent.objects.filter(teams__in=keys).update(reads_restricted=True)

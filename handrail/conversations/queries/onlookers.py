"""Who may see a conversation: `visible_to` the other way round, for all agents at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from handrail.accounts.models import Access, Agent, Role, Team
from handrail.conversations.models import Conversation, Reader


def who_see(conversation: int) -> QuerySet[Agent]:
    """Agents who may see the conversation, by its key: two statements for however many they are.

    Always agrees with `ConversationQuerySet.visible_to`; nobody sees one that does not exist.
    """
    names = ("mailbox", "team", "restricted", "parent")
    facts = Conversation.objects.filter(pk=conversation).values_list(*names).first()
    if facts is None:
        return Agent.objects.none()
    mailbox, team, restricted, parent = facts
    in_team = Q(pk__in=Team.agents.through.objects.filter(team=team or 0).values("agent"))
    in_team = in_team if parent is None else Q(pk__in=[])  # guests see nothing of what lies beside
    rows = Agent.objects.filter(_have(mailbox), ~Q(role=Role.GUEST) | in_team, is_active=True)
    return rows.filter(_named(conversation), reads_restricted=True) if restricted else rows


def _have(mailbox: int) -> Q:
    """Those who may see the mailbox: as `MailboxQuerySet.visible_to`."""
    granted = Access.objects.filter(mailbox=mailbox)
    agents, teams = granted.exclude(agent=None).values("agent"), granted.exclude(team=None).values("team")
    return Q(role=Role.OWNER) | Q(pk__in=agents) | Q(pk__in=_members(teams))


def _named(conversation: int) -> Q:
    """Those who are named on it: as `ReaderQuerySet.of`."""
    readers = Reader.objects.filter(conversation=conversation)
    agents, teams = readers.exclude(agent=None).values("agent"), readers.exclude(team=None).values("team")
    return Q(pk__in=agents) | Q(pk__in=_members(teams))


def _members(teams: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return Team.agents.through.objects.filter(team__in=teams).values("agent")

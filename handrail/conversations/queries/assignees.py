"""To whom a conversation may be given: agents and teams who may see it, as the menu offers them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import CharField, Exists, Q, QuerySet, Value

from handrail.accounts.models import Access, Agent, Role, Team, team_ids
from handrail.conversations.models import Conversation, Reader
from handrail.core.remembered import remembered
from handrail.core.statements import Statement

ANSWER = (
    Role.OWNER,
    Role.LEAD,
    Role.AGENT,
)  # to any work of a mailbox; guests answer what their team has


class Colleague(NamedTuple):
    """An agent, or a team, to whom a conversation may be given."""

    pk: int
    name: str
    on_duty: bool = True


class Assignees(NamedTuple):
    """Everybody it may be given to, by name."""

    agents: tuple[Colleague, ...]
    teams: tuple[Colleague, ...]


NOBODY = Assignees((), ())


def assignees_of(conversation: Conversation, by: Agent) -> Assignees:
    """Whom `by` may choose: one statement, remembered for what is neither restricted nor a team's."""
    mailbox, team = conversation.mailbox_id, conversation.team_id or 0
    if by.is_guest:
        return _sorted(_WITHIN.rows(mailbox, conversation.pk, team)) if team in team_ids(by) else NOBODY
    if conversation.restricted:
        return _sorted(_NAMED.rows(mailbox, conversation.pk, team))
    return _sorted(_WITH_GUESTS.rows(mailbox, team)) if team else of_mailbox(mailbox)


@remembered
def of_mailbox(mailbox: int) -> Assignees:
    """Active agents who answer, and teams, that may see a mailbox."""
    return _sorted(_OF_MAILBOX.rows(mailbox))


def _sorted(rows: list[tuple[Any, ...]]) -> Assignees:
    by_name = sorted(rows, key=lambda row: (row[2].casefold(), row[1]))
    people, teams = ([Colleague(*row[1:]) for row in by_name if row[0] == kind] for kind in ("agent", "team"))
    return Assignees(tuple(people), tuple(teams))


def _of_mailbox(mailbox: int) -> Any:
    return _told(_staff(mailbox), _teams(mailbox))


def _with_guests(mailbox: int, team: int) -> Any:
    return _told(_staff(mailbox) | _guests(mailbox, team), _teams(mailbox))


def _named(mailbox: int, conversation: int, team: int) -> Any:
    readers = Reader.objects.filter(conversation=conversation)
    teams = readers.filter(team__isnull=False).values("team")
    named = Q(pk__in=readers.filter(agent__isnull=False).values("agent")) | Q(pk__in=_members(teams))
    everybody = _staff(mailbox) | _guests(mailbox, team)
    return _told(everybody & named, _teams(mailbox).filter(pk__in=teams))


def _within(mailbox: int, conversation: int, team: int) -> Any:
    is_open = Exists(Conversation.objects.filter(pk=conversation, restricted=False))
    readers = Reader.objects.filter(conversation=conversation)
    teams = readers.filter(team__isnull=False).values("team")
    named = Q(pk__in=readers.filter(agent__isnull=False).values("agent")) | Q(pk__in=_members(teams))
    return _told(_guests(mailbox, team) & (named | Q(is_open)), Team.objects.filter(pk=team))


def _staff(mailbox: int) -> Q:
    return Q(role=Role.OWNER) | (Q(role__in=ANSWER) & _with_access(mailbox))


def _guests(mailbox: int, team: int) -> Q:
    return Q(role=Role.GUEST, pk__in=_members([team])) & _with_access(mailbox)


def _with_access(mailbox: int) -> Q:
    access = Access.objects.filter(mailbox=mailbox)
    return Q(pk__in=access.values("agent")) | Q(pk__in=_members(access.values("team")))


def _members(teams: Any) -> Any:
    return Team.agents.through.objects.filter(team__in=teams).values("agent")


def _teams(mailbox: int) -> QuerySet[Team]:
    return Team.objects.filter(pk__in=Access.objects.filter(mailbox=mailbox).values("team"))


def _told(agents: Q, teams: QuerySet[Team]) -> Any:
    people = Agent.objects.filter(agents, is_active=True).order_by()
    facts = people.values_list(_kind("agent"), "pk", "name", "on_duty")
    return facts.union(teams.order_by().values_list(_kind("team"), "pk", "name", Value(True)), all=True)


def _kind(name: str) -> Value:
    return Value(name, output_field=CharField())


_OF_MAILBOX, _WITH_GUESTS = Statement(_of_mailbox), Statement(_with_guests)
_NAMED, _WITHIN = Statement(_named), Statement(_within)

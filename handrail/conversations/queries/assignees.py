"""To whom a conversation may be given: agents and teams who may see it, as the menu offers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Access, Agent, Role, Team, team_ids
from handrail.conversations.models import Conversation, Reader
from handrail.core.remembered import remembered
from handrail.core.statements import Statement
from handrail.ui.words import soon

ANSWER = (
    Role.OWNER,
    Role.LEAD,
    Role.AGENT,
)  # to any work of a mailbox; guests answer what their team has


class Colleague(NamedTuple):
    """An agent, or a team, to whom a conversation may be given; while away somebody may stand in."""

    pk: int
    name: str
    on_duty: bool = True
    away_until: datetime | None = None
    stands_in: str = ""

    @property
    def absence(self) -> str:
        """Why they may not answer soon, in the reader's words; empty when nothing says so."""
        if self.away_until is None:
            return "" if self.on_duty else _("off duty")
        words = {"time": soon(self.away_until), "name": self.stands_in}
        return (
            _("away until %(time)s, %(name)s stands in") if self.stands_in else _("away until %(time)s")
        ) % words


class Assignees(NamedTuple):
    """Everybody it may be given to, by name."""

    agents: tuple[Colleague, ...]
    teams: tuple[Colleague, ...]


NOBODY = Assignees((), ())
# Of an agent: when they are back, and who stands in. The room that knows it says so.
_absence: dict[str, Any] = {
    "back_at": Value(None, output_field=DateTimeField()),
    "instead": Value(None, output_field=BigIntegerField()),
}


def tell_absence(*, back_at: Any, instead: Any) -> None:
    """Let a room above say, by expressions, when an agent (the outer `pk`) is back, and who stands in."""
    _absence.update(back_at=back_at, instead=instead)


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


class Reach(NamedTuple):
    """By key, to whom conversations may be given, and those of which mailboxes."""

    agents: dict[int, set[int]]
    teams: dict[int, set[int]]


def reach_in(mailboxes: Collection[int]) -> Reach:
    """To whom conversations of these mailboxes may be given, as far as the mailbox decides: three statements.

    A guest is given only what their team has, which no mailbox tells: they are left out. Whom what is
    restricted leaves out, the verb finds.
    """
    agents, teams = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    granted = Access.objects.filter(mailbox__in=mailboxes).values_list("mailbox", "agent", "team")
    for mailbox, agent, team in granted:
        (teams[team] if agent is None else agents[agent]).add(mailbox)
    members = Team.agents.through.objects.filter(team__in=[*teams]).values_list("team", "agent")
    for team, agent in members:
        agents[agent] |= teams[team]
    answer = Agent.objects.filter(role__in=ANSWER, is_active=True).values_list("pk", "role")
    people = {pk: {*mailboxes} if role == Role.OWNER else agents[pk] for pk, role in answer}
    return Reach(people, teams)


def names_at(mailbox: int) -> dict[int, str]:
    """By key, whom a mention in a mailbox may mean; of a team the key is negative."""
    there = of_mailbox(mailbox)
    return {one.pk: one.name for one in there.agents} | {-one.pk: one.name for one in there.teams}


def _sorted(rows: list[tuple[Any, ...]]) -> Assignees:
    by_name = sorted(rows, key=lambda row: (row[2].casefold(), row[1]))
    names, now = {row[1]: row[2] for row in by_name if row[0] == "agent"}, timezone.now()
    people, teams = (
        tuple(_colleague(*row[1:], names=names, now=now) for row in by_name if row[0] == kind)
        for kind in ("agent", "team")
    )
    return Assignees(people, teams)


def _colleague(
    pk: int,
    name: str,
    on_duty: bool,
    back_at: datetime | None,
    instead: int | None,
    *,
    names: dict[int, str],
    now: datetime,
) -> Colleague:
    """Who stands in is named only to those who may choose them too."""
    if back_at is None or back_at <= now:
        return Colleague(pk, name, on_duty)
    return Colleague(pk, name, on_duty, back_at, names.get(instead or 0, ""))


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
    facts = people.values_list(_kind("agent"), "pk", "name", "on_duty", *_absence.values())
    never = (Value(None, output_field=DateTimeField()), Value(None, output_field=BigIntegerField()))
    groups = teams.order_by().values_list(_kind("team"), "pk", "name", Value(True), *never)
    return facts.union(groups, all=True)


def _kind(name: str) -> Value:
    return Value(name, output_field=CharField())


_OF_MAILBOX, _WITH_GUESTS = Statement(_of_mailbox), Statement(_with_guests)
_NAMED, _WITHIN = Statement(_named), Statement(_within)

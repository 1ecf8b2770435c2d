"""Who is named on restricted conversations; and the restricted ones as owners see them: by number alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q

from handrail.accounts.models import Access, Agent, Role, Team, mailbox_ids
from handrail.conversations.events import Restricted
from handrail.conversations.models import Conversation, Entry, Reader
from handrail.conversations.queries.assignees import Assignees, Colleague
from handrail.core.statements import Statement

MOST_LISTED = 200


def readers_of(conversation: Conversation) -> Sequence[str]:
    """The names of the agents and teams that may see a restricted conversation, in one statement."""
    return sorted(agent or team for agent, team in _NAMES.rows(conversation.pk))


def _names(conversation: int) -> Any:
    return Reader.objects.filter(conversation=conversation).values_list("agent__name", "team__name")


_NAMES = Statement(_names)


class Named(NamedTuple):
    """Who is named, by key, as the form ticks them."""

    agents: frozenset[int]
    teams: frozenset[int]


def named_on(conversation: Conversation) -> Named:
    """Keys of those who are named on a conversation."""
    rows = Reader.objects.filter(conversation=conversation).values_list("agent", "team")
    found = list(rows)
    return Named(frozenset(a for a, _ in found if a), frozenset(t for _, t in found if t))


def may_be_named(mailbox: int) -> Assignees:
    """Active agents and teams that may see a mailbox, by name: light agents and guests too."""
    access = Access.objects.filter(mailbox=mailbox)
    members = Team.agents.through.objects.filter(team__in=access.values("team")).values("agent")
    may = Q(role=Role.OWNER) | Q(pk__in=access.values("agent")) | Q(pk__in=members)
    agents = Agent.objects.filter(may, is_active=True).order_by("name", "pk").values_list("pk", "name")
    teams = Team.objects.filter(pk__in=access.values("team")).values_list("pk", "name")
    return Assignees(tuple(Colleague(*one) for one in agents), tuple(Colleague(*one) for one in teams))


class Locked(NamedTuple):
    """A restricted conversation as an owner may know of it: nothing of its content, and nobody of it."""

    number: int
    mailbox: str
    since: datetime | None
    sees: bool


def restricted_ones(owner: Agent) -> list[Locked]:
    """The newest restricted conversations of all mailboxes, and whether this owner is named on each."""
    rows = Conversation.objects.filter(restricted=True, mailbox_id__in=mailbox_ids(owner), merged_into=None)
    rows = rows.filter(parent=None)
    found = list(rows.order_by("-pk").values_list("pk", "number", "mailbox__name")[:MOST_LISTED])
    keys = [pk for pk, *_ in found]
    said = Entry.objects.filter(conversation__in=keys, kind=Restricted.kind).values_list("conversation")
    since = dict(said.annotate(Max("at")))
    mine = set(Conversation.objects.visible_to(owner).filter(pk__in=keys).values_list("pk", flat=True))
    return [Locked(number, mailbox, since.get(pk), pk in mine) for pk, number, mailbox in found]

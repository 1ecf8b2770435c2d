"""To whom a chat could be transferred now."""

from __future__ import annotations

from typing import NamedTuple

from handrail.accounts.models import Agent, Team
from handrail.channels.chat.seats import takers_of
from handrail.conversations.models import Conversation


class Goal(NamedTuple):
    """A colleague or a team with room for a chat; `load` of `limit` chats they are in (of a team: of all)."""

    kind: str
    pk: int
    name: str
    load: int
    limit: int


def goals_of(conversation: Conversation, *, but: int) -> list[Goal]:
    """Teams, then colleagues, who have room for one more chat, by name; three statements."""
    free = {one.agent: one for one in takers_of(conversation) if one.load < one.limit and one.agent != but}
    teams: dict[int, Goal] = {}
    members = Team.objects.filter(agents__in=free).order_by("name", "pk").values_list("pk", "name", "agents")
    for pk, name, member in members:
        if member in free:
            before = teams.get(pk, Goal("team", pk, name, 0, 0))
            taker = free[member]
            teams[pk] = before._replace(load=before.load + taker.load, limit=before.limit + taker.limit)
    people = Agent.objects.filter(pk__in=free).order_by("name", "pk").values_list("pk", "name")
    return [*teams.values(), *(Goal("agent", pk, name, free[pk].load, free[pk].limit) for pk, name in people)]

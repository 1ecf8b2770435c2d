"""What the composer offers while somebody writes: colleagues behind an @, conversations behind a #."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations.mentions import find_mentions
from handrail.conversations.queries.assignees import Colleague, assignees_of, names_at
from handrail.conversations.queries.numbers import conversations_called
from handrail.conversations.words import fold
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404

MOST = 8
TEAMS = 3


@dataclass(frozen=True)
class Offer:
    """One line: what it puts in, its name, and what one may want to know before one takes it."""

    insert: str
    name: str
    about: str = ""
    icon: str = ""


@require_safe
@for_agents
def offers(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What may stand behind the sign (`sign`: @ or #) and its letters (`q`), as a list of options."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.NOTE)
    typed = request.GET.get("q", "")[:60]
    found = {"@": _people, "#": _conversations}.get(request.GET.get("sign", ""))
    context = {"offers": found(conversation, agent, typed) if found else []}
    return render(request, "workspace/caret.html", context)


def _people(conversation: Any, agent: Agent, typed: str) -> list[Offer]:
    """Those who would hear of it, whose name is read as theirs alone; some teams always find room."""
    offered = assignees_of(conversation, agent)
    told = names_at(conversation.mailbox_id)
    colleagues = [one for one in offered.agents if one.pk != agent.pk]
    people = [
        Offer(f"@{one.name}", one.name, one.absence, _icon(one))
        for one in _called(colleagues, typed)
        if find_mentions(f"@{one.name}", told) == [one.pk]
    ]
    teams = [
        Offer(f"@{one.name}", one.name, _("Team"), "users-round")
        for one in _called(offered.teams, typed)
        if find_mentions(f"@{one.name}", told) == [-one.pk]
    ]
    return [*people[: MOST - min(len(teams), TEAMS)], *teams][:MOST]


def _icon(one: Colleague) -> str:
    return "plane" if one.away_until else "" if one.on_duty else "moon"


def _called(colleagues: Iterable[Colleague], typed: str) -> list[Colleague]:
    begun = fold(typed)
    return [one for one in colleagues if _is_called(fold(one.name), begun)]


def _is_called(name: str, begun: str) -> bool:
    return name.startswith(begun) or f" {begun}" in name


def _conversations(_conversation: Any, agent: Agent, typed: str) -> list[Offer]:
    return [
        Offer(f"#{row.number}", f"#{row.number}", row.subject)
        for row in conversations_called(agent, typed, most=MOST)
    ]

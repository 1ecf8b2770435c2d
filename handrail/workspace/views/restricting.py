"""Restrict a conversation to named people; and the restricted ones as an owner may know of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents, for_owners
from handrail.accounts.models import Agent, Team, mailbox_ids
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import Conversation
from handrail.conversations.queries.readers import may_be_named, named_on, restricted_ones
from handrail.conversations.verbs.restricting import RestrictRefused
from handrail.core.requests import whole_number
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def restrict(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Choose who may see it (`agents`, `teams`: keys), or open it to everybody (`everybody`)."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.RESTRICT)
    error = _restrict(request, agent, conversation) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return redirect(spot.of(conversation.number))
    people, teams = may_be_named(conversation.mailbox_id)
    context = {
        "agent": agent,
        "spot": spot,
        "conversation": conversation,
        "people": people,
        "teams": teams,
        "named": named_on(conversation),
        "error": error,
        "section": "",
    }
    return render(request, "workspace/restrict.html", context, status=422 if error else 200)


def _restrict(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    if request.POST.get("everybody"):
        verbs.unrestrict(conversation, by=agent.as_actor())
        return ""
    agents, teams = (
        [key for key in map(whole_number, request.POST.getlist(name)[:200]) if key is not None]
        for name in ("agents", "teams")
    )
    try:
        verbs.restrict(
            conversation,
            agents=list(Agent.objects.filter(pk__in=agents, is_active=True)),
            teams=list(Team.objects.filter(pk__in=teams)),
            by=agent.as_actor(),
        )
    except RestrictRefused:
        return _("Somebody you chose may not see this mailbox: choose among those who are listed.")
    return ""


@require_safe
@for_owners
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The restricted conversations by number: nothing of what is in them."""
    context = {"agent": agent, "locked": restricted_ones(agent), "section": "restricted"}
    return render(request, "workspace/settings/restricted.html", context)


@require_POST
@for_owners
def let_in(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Name oneself on one: its timeline and the audit say so."""
    rows = Conversation.objects.filter(restricted=True, mailbox_id__in=mailbox_ids(agent), parent=None)
    conversation = rows.filter(number=number).first()
    if conversation is None:
        raise Http404
    verbs.let_in(conversation, by=agent)
    messages.success(request, _("You can see #%(number)s now. Its timeline says so.") % {"number": number})
    return redirect("conversation", number)

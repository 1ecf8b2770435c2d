"""One's own drafts, of all conversations and of those that have not begun."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.conversations.models import Draft
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.drafts import read_writing
from handrail.conversations.verbs.drafting import drop_draft
from handrail.ui.fragments import render
from handrail.workspace.pages import spot_of


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What one has begun to write, and what of it will leave at its time."""
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "views": count_views(agent),
        "writing": read_writing(agent),
        "found": None,
    }
    return render(request, "workspace/drafts.html", context)


@require_POST
@for_agents
def delete(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Throw one away, with its files."""
    draft = Draft.objects.visible_to(agent).filter(pk=pk).first()
    if draft is None:
        raise Http404
    drop_draft(draft)
    return redirect("drafts")

"""Search over the whole history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.conversations.queries.searching import search
from handrail.conversations.queries.views import count_views
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import spot_of


@require_safe
@for_agents
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What matches `?q=`; a number that exists opens at once when one typed `#812` and Enter."""
    question = request.GET.get("q", "")
    found = search(agent, question)
    spot = spot_of(request)
    if question.strip().startswith("#") and len(found.hits) == 1 and not partial(request):
        return redirect(spot.of(found.hits[0].row.number))
    context = {"agent": agent, "spot": spot, "found": found, "question": question}
    if partial(request):
        return render(request, "workspace/search.html", context, "results")
    return render(request, "workspace/search.html", context | {"views": count_views(agent)})

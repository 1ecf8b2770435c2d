"""Out of scope, guided elsewhere: said on a page that shows what support covers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.policies import policy_of, scope_of
from handrail.conversations.verbs.scoping import LONGEST_WHERE, ScopeRefused, scope_told
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.views.inbox import go_to


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def guide_elsewhere(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Say where the customer was guided (`where`), or that support covers it after all (`covered`)."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.SORT)
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("covered"):
                verbs.take_back_guiding(conversation, by=agent.as_actor())
            else:
                verbs.guide_elsewhere(conversation, where=request.POST.get("where", ""), by=agent.as_actor())
            return go_to(request, spot.of(conversation.number))
        except ScopeRefused:
            error = _("Say where you guided the customer: a page, a person, another support.")
    context = {"agent": agent, "spot": spot, "conversation": conversation, "error": error}
    context |= {"policy": policy_of(scope_of(conversation), get_language() or "en")}
    context |= {"told": scope_told(conversation), "longest": LONGEST_WHERE}
    return render(request, "workspace/scoping.html", context, status=422 if error else 200)

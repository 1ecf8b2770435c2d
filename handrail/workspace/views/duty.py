"""On duty or off: an agent's own switch."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.verbs import go_off_duty, go_on_duty
from handrail.ui.fragments import Place, partial, render


@require_POST
@for_agents
def duty(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Go on duty (`on`: anything) or off it. htmx gets the menu's line and the mark at the letter."""
    change = go_on_duty if request.POST.get("on") else go_off_duty
    change(agent)
    if not partial(request):
        return redirect("profile")
    beside = {"mark": Place("#duty-mark", "innerHTML")}
    return render(request, "workspace/duty.html", {"agent": agent}, "item", beside=beside)

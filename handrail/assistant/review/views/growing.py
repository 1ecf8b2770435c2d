"""Phrases that conversations offer, and how often the assistant is right where it says so."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.review.calibrating import DAYS, steps
from handrail.assistant.review.growing import accept, dismiss, find_offer, offers
from handrail.helpcenter.views.posting import RefusalsTold
from handrail.ui.fragments import render


@require_safe
@for_admins
def phrases(request: HttpRequest, agent: Agent) -> HttpResponse:
    """First questions of conversations in which an agent answered with an article."""
    context = {
        "agent": agent,
        "section": "assistant_settings",
        "part": "grown_phrases",
        "offers": offers(agent),
    }
    return render(request, "assistant/review/phrases.html", context)


@require_POST
@for_admins
def settle(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Add `words` to how people ask for the article; without `add` it is none."""
    found = find_offer(agent, pk)
    if found is None:
        raise Http404
    with RefusalsTold(request):
        if "add" in request.POST:
            accept(found, words=request.POST.get("words", ""), by=agent)
        else:
            dismiss(found, by=agent)
    return redirect("grown_phrases")


@require_safe
@for_admins
def calibration(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Of answers told with so much confidence, how many were right."""
    found = steps(agent)
    context = {"agent": agent, "section": "assistant_settings", "part": "assistant_calibration"}
    return render(request, "assistant/review/calibration.html", context | {"steps": found, "days": DAYS})

"""Links of articles that lead nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.models import BrokenLink, Site, Translation
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.tasks import check_links_now
from handrail.ui.fragments import render

MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def broken_links(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What was found last night; POST looks again now."""
    require(agent.role, May.WRITE)
    if request.method == "POST":
        check_links_now.defer()
        messages.success(request, _("Handrail looks again now. Come back in a minute."))
        return redirect("broken_links")
    seen = Translation.objects.visible_to(reader_for(agent))
    found = BrokenLink.objects.filter(translation__in=seen).select_related(
        "translation__published", "translation__article"
    )
    context = {
        "agent": agent,
        "links": list(found.order_by("translation", "target")[:MOST]),
        "checks_outside": Site.objects.filter(checks_outside=True).exists(),
        "part": "broken_links",
    }
    return render(request, "helpcenter/team/broken_links.html", context)

"""What the words of an article can link to: other articles, found by what is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.core.requests import whole_number
from handrail.helpcenter.models import Visibility
from handrail.helpcenter.offering import linked_to
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.views.finding import article_or_404
from handrail.ui.fragments import render

MOST = 12


@require_safe
@for_agents
def targets(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Articles for `q` (without it the newest) that an `article`, or a new one of a `site`, may name.

    What everybody reads is offered nothing that only some may read: for the others that would lead nowhere.
    """
    require(agent.role, May.WRITE)
    key = whole_number(request.GET.get("article", ""))
    about = article_or_404(agent, key) if key else None
    site = about.site if about else chosen_site(request)
    language = request.GET.get("language", "")[:16] or site.fallback
    languages = list(dict.fromkeys([language, about.source_language if about else site.fallback]))
    found = linked_to(request.GET.get("q", ""), languages, reader=reader_for(agent), site=site, most=MOST)
    if about is None or about.visibility == Visibility.PUBLIC:
        found = [one for one in found if one.translation.article.visibility == Visibility.PUBLIC]
    found = [one for one in found if about is None or one.translation.article_id != about.pk]
    return render(request, "helpcenter/team/targets.html", {"found": found})

"""The list of articles, and what stands beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE
from handrail.helpcenter.queries.listing import Sought, listing, sought
from handrail.helpcenter.queries.shelves import shelves
from handrail.helpcenter.sites import the_site
from handrail.ui.fragments import partial, render
from handrail.ui.words import language_choices


@require_safe
@for_agents
def articles(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that the agent may see; what narrows it stands in the address."""
    what, site = sought(request.GET.dict()), the_site()
    page = listing(agent, what)
    on_shelves = shelves(site, get_language() or "en")
    context = {
        "agent": agent,
        "may": TABLE[agent.role],
        "part": what.view,
        "page": page,
        "sought": what,
        "shelves": on_shelves,
        "shelf_names": {shelf.pk: shelf.name for shelf in on_shelves},
        "site": site,
        "choices": language_choices(site.languages),
        "more": f"?{_query(what, before=page.more)}" if page.more else "",
    }
    block = "rows" if what.before and partial(request) else "found" if partial(request) else None
    return render(request, "helpcenter/team/articles.html", context, block)


def _query(what: Sought, **more: str) -> str:
    told = {
        "view": what.view,
        "q": what.words,
        "language": what.language,
        "category": what.category,
        "owner": what.owner,
        "label": what.label,
    }
    return urlencode({key: value for key, value in {**told, **more}.items() if value})

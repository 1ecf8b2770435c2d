"""The list of articles, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, may
from handrail.conversations.verbs.deleting import IN_TRASH
from handrail.helpcenter.models import Site
from handrail.helpcenter.queries.listing import Sought, listing, sought
from handrail.helpcenter.queries.shelves import shelves_by_site
from handrail.helpcenter.sites import the_site
from handrail.ui.fragments import partial, render
from handrail.ui.words import language_choices


@require_safe
@for_agents
def articles(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that the agent may see; what narrows it stands in the address."""
    default = the_site()
    sites = list(Site.objects.all())
    what = _meant(sought(request.GET.dict()), agent, sites)
    page = listing(agent, what)
    context = {
        "agent": agent,
        "may": TABLE[agent.role],
        "part": what.view,
        "page": page,
        "sought": what,
        "kept_for": IN_TRASH,
        "owners": list(_owners()) if may(agent.role, May.PUBLISH) else [],
        "here": query_of(what),
        "more": f"?{query_of(what, before=page.more)}" if page.more else "",
        **_of_sites(what, sites, default),
    }
    block = "rows" if what.before and partial(request) else "found" if partial(request) else None
    return render(request, "helpcenter/team/articles.html", context, block)


def _meant(what: Sought, agent: Agent, sites: list[Site]) -> Sought:
    """Without what is not there: a site that is gone, the trash for those who cannot throw anything away."""
    if what.view == "trash" and not may(agent.role, May.PUBLISH):
        what = replace(what, view="all")
    return what if what.site in {one.pk for one in sites} else replace(what, site=None)


def _owners() -> QuerySet[Agent]:
    return Agent.objects.filter(is_active=True).order_by("name", "pk")


def _of_sites(what: Sought, sites: list[Site], default: Site) -> dict[str, Any]:
    """What may be chosen: a site where there are several, then what those have that are shown."""
    shown = [one for one in sites if what.site in (None, one.pk)]
    shelves = shelves_by_site(shown, get_language() or "en")
    languages = list(dict.fromkeys(code for one in shown for code in one.languages))
    others = [replace(what, site=key, category=None, before=None) for key in (None, *(s.pk for s in sites))]
    return {
        "shelves": [(one, shelves[one.pk]) for one in shown if shelves[one.pk]],
        "shelf_names": {shelf.pk: shelf.name for found in shelves.values() for shelf in found},
        "choices": language_choices(languages) if len(languages) > 1 else [],
        "sites": sites,
        "site_links": [f"?{query_of(one)}" for one in others],
        "written_for": what.site or default.pk,
    }


def query_of(what: Sought, **more: object) -> str:
    """What is sought, as the end of an address."""
    told = {
        "view": what.view,
        "site": what.site,
        "q": what.words,
        "language": what.language,
        "category": what.category,
        "owner": what.owner,
        "label": what.label,
    }
    return urlencode({key: value for key, value in {**told, **more}.items() if value})

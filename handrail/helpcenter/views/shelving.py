"""Categories: their order, and what each is called in every language."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.models import Category, Site
from handrail.helpcenter.queries.shelves import shelves
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.verbs.shelving import order_categories, remove_category, save_category
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def categories(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them in their order; POST keeps another one (`order`, and `up` or `down` without a script)."""
    require(agent.role, May.PUBLISH)
    site = chosen_site(request)
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("order") if key.isdigit() and len(key) < 10]
        order_categories(site, keys=_moved(site, keys, request), by=agent)
        return redirect(f"{request.path}?site={site.pk}")
    context = {
        "agent": agent,
        "site": site,
        "sites": list(Site.objects.all()),
        "shelves": shelves(site, get_language() or "en"),
        "part": "categories",
    }
    return render(request, "helpcenter/team/categories.html", context)


def _moved(site: Site, keys: list[int], request: HttpRequest) -> list[int]:
    """Without a script one button moves one category past its neighbour on the same shelf."""
    for name, by in (("up", -1), ("down", 1)):
        key = request.POST.get(name, "")
        if not key.isdigit() or int(key) not in keys:
            continue
        above = dict(site.categories.values_list("pk", "above"))
        beside = [one for one in keys if above.get(one) == above.get(int(key))]
        place = beside.index(int(key)) + by
        if 0 <= place < len(beside):
            here, there = keys.index(int(key)), keys.index(beside[place])
            keys[here], keys[there] = keys[there], keys[here]
    return keys


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def category(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Make one, change one, or take one away (`take_off`)."""
    require(agent.role, May.PUBLISH)
    found = _found(pk) if pk else None
    site = found.site if found else chosen_site(request)
    problem = ""
    if request.method == "POST":
        try:
            _do(request, site, found, agent)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return redirect(f"/articles/categories/?site={site.pk}")
    context = _context(request, site, found) | {"agent": agent, "problem": problem}
    return render(request, "helpcenter/team/category.html", context, status=422 if problem else 200)


def _do(request: HttpRequest, site: Site, found: Category | None, agent: Agent) -> None:
    if found and "take_off" in request.POST:
        remove_category(found, by=agent)
        messages.success(request, _("The category is gone."))
        return
    names = {code: pair for code, pair in _posted(request, site).items()}
    above = request.POST.get("above", "")
    within = site.categories.filter(pk=above).first() if above.isdigit() and len(above) < 10 else None
    save_category(site, found, names=names, above=within, by=agent)
    messages.success(request, _("Saved."))


def _posted(request: HttpRequest, site: Site) -> dict[str, tuple[str, str]]:
    told = request.POST
    clean = {code: told.get(f"name-{code}", "").replace("\x00", "") for code in site.languages}
    return {code: (name, told.get(f"about-{code}", "").replace("\x00", "")) for code, name in clean.items()}


def _context(request: HttpRequest, site: Site, found: Category | None) -> dict[str, Any]:
    kept = {text.language: (text.name, text.description) for text in found.texts.all()} if found else {}
    told = _posted(request, site) if request.method == "POST" else kept
    others = [
        shelf for shelf in shelves(site, get_language() or "en") if found is None or shelf.pk != found.pk
    ]
    return {
        "site": site,
        "category": found,
        "rows": [(code, name, *told.get(code, ("", ""))) for code, name in languages_by_name(site.languages)],
        "others": [(shelf.pk, shelf.indented) for shelf in others],
        "above": request.POST.get("above", str(found.above_id or "") if found else ""),
        "part": "categories",
    }


def _found(pk: int) -> Category:
    found = Category.objects.select_related("site").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

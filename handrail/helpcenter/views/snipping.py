"""Snippets: what many articles say with the same words."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.models import Site, Snippet
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.verbs.snipping import remove_snippet, save_snippet, used_in
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name


@require_safe
@for_agents
def snippets(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them."""
    require(agent.role, May.PUBLISH)
    site = chosen_site(request)
    context = {
        "agent": agent,
        "site": site,
        "sites": list(Site.objects.all()),
        "snippets": list(site.snippets.prefetch_related("texts")),
        "part": "snippets",
    }
    return render(request, "helpcenter/team/snippets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def snippet(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Write one, change one, or take one away (`take_off`)."""
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
            return redirect(f"/articles/snippets/?site={site.pk}")
    told = _posted(request, site) if problem else _kept(found)
    context = {
        "agent": agent,
        "site": site,
        "snippet": found,
        "key": request.POST.get("key", found.key if found else ""),
        "rows": [(code, name, told.get(code, "")) for code, name in languages_by_name(site.languages)],
        "used": list(used_in(found).select_related("published", "article")[:50]) if found else [],
        "problem": problem,
        "part": "snippets",
    }
    return render(request, "helpcenter/team/snippet.html", context, status=422 if problem else 200)


def _do(request: HttpRequest, site: Site, found: Snippet | None, agent: Agent) -> None:
    if found and "take_off" in request.POST:
        remove_snippet(found, by=agent)
        messages.success(request, _("The snippet is gone."))
        return
    save_snippet(site, found, key=request.POST.get("key", ""), texts=_posted(request, site), by=agent)
    messages.success(request, _("Saved."))


def _posted(request: HttpRequest, site: Site) -> dict[str, str]:
    return {code: request.POST.get(f"text-{code}", "") for code in site.languages}


def _kept(found: Snippet | None) -> dict[str, str]:
    return {text.language: text.body for text in found.texts.all()} if found else {}


def _found(pk: int) -> Snippet:
    found = Snippet.objects.select_related("site").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

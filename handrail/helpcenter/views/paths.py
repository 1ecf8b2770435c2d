"""Where the team puts learning paths together."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may, require
from handrail.core.requests import posted_number
from handrail.helpcenter.models import LearningPath, PathText, Translation
from handrail.helpcenter.paths import verbs
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.views.finding import article_or_404
from handrail.helpcenter.views.posting import RefusalsTold, in_its_language
from handrail.ui.fragments import render

_OFFERED = 12  # articles that are offered to be added


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def paths(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Every path; POST begins another one (`title`, in the site's first language)."""
    require(agent.role, May.WRITE)
    if request.method == "POST":
        return _begun(request, agent)
    found = (
        LearningPath.objects.select_related("site").annotate(count=Count("steps")).prefetch_related("texts")
    )
    rows = [(one, _named(one, one.site.fallback)) for one in found.order_by("site", "position", "pk")]
    context = {"agent": agent, "rows": rows, "part": "learning_paths"}
    return render(request, "helpcenter/paths/list.html", context)


def _begun(request: HttpRequest, agent: Agent) -> HttpResponse:
    site, title = chosen_site(request), request.POST.get("title", "")
    with RefusalsTold(request):
        made = verbs.create_path(site, language=site.fallback, title=title, by=agent)
        return redirect("learning_path", made.pk)
    return redirect("learning_paths")


@require_safe
@for_agents
def path(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One path: its names (`language`), its articles, and those that may be added (`q`)."""
    require(agent.role, May.WRITE)
    found, language = _found(pk), request.GET.get("language", "")
    site, question = found.site, request.GET.get("q", "").replace("\0", "").strip()[:100]
    language = language if language in site.languages else site.fallback
    own = Translation.objects.filter(site=site, language=F("article__source_language"))
    own = (
        own.visible_to(reader_for(agent))
        .filter(article__is_template=False)
        .select_related("article", "latest")
    )
    steps = list(found.steps.all())
    told = {one.article_id: one for one in own.filter(article__in=[step.article_id for step in steps])}
    offered = own.exclude(article__in=told).filter(latest__title__icontains=question).order_by("-changed_at")
    context: dict[str, Any] = {
        "agent": agent,
        "path": found,
        "heading": _named(found, site.fallback),
        "language_shown": language,
        "text": next((one for one in found.texts.all() if one.language == language), None),
        "steps": [told[step.article_id] for step in steps if step.article_id in told],
        "offered": offered[:_OFFERED],
        "question": question,
        "may_publish": may(agent.role, May.PUBLISH),
        "address": f"/help/{language}/paths/{found.slug}/",
        "part": "learning_paths",
    }
    return render(request, "helpcenter/paths/path.html", context)


@require_POST
@for_agents
def change_path(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """`do`: describe (title, description, language); add, up, down, remove (article); publish and so on."""
    require(agent.role, May.WRITE)
    found, do = _found(pk), request.POST.get("do", "")
    with RefusalsTold(request):
        _change(request, agent, found, do)
    if do == "delete":
        return redirect("learning_paths")
    return redirect(in_its_language(request.POST, "learning_path", pk))


def _change(request: HttpRequest, agent: Agent, found: LearningPath, do: str) -> None:
    article = posted_number(request, "article")
    if do == "describe":
        language = request.POST.get("language", "")
        if language not in found.site.languages:
            raise Http404
        told = {name: request.POST.get(name, "") for name in ("title", "description")}
        verbs.describe_path(found, language=language, **told, by=agent)
    elif do == "add":
        verbs.add_step(found, article_or_404(agent, article), by=agent)
    elif do in ("up", "down"):
        verbs.move_step(found, article, up=do == "up", by=agent)
    elif do == "remove":
        verbs.remove_step(found, article, by=agent)
    elif do in ("publish", "withdraw"):
        verbs.publish_path(found, is_published=do == "publish", by=agent)
    elif do == "delete":
        verbs.delete_path(found, by=agent)


def _found(pk: int) -> LearningPath:
    return get_object_or_404(LearningPath.objects.select_related("site").prefetch_related("texts"), pk=pk)


def _named(path: LearningPath, language: str) -> PathText | None:
    texts = list(path.texts.all())
    return next((one for one in texts if one.language == language), texts[0] if texts else None)

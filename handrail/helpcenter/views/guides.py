"""Where the team builds interactive guides."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may, require
from handrail.core.requests import whole_number
from handrail.helpcenter.counting.asking import FALLBACK_DAYS, since
from handrail.helpcenter.guides import verbs
from handrail.helpcenter.guides.steps import Choice, Step, Texts, in_order, problems_of, steps_of
from handrail.helpcenter.models import Guide, StepCount, Translation, Visibility
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.views.posting import RefusalsTold, in_its_language
from handrail.ui.fragments import render

_OFFERED = 300  # articles that an answer may lead to, those changed last


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def guides(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Every guide; POST begins another one (`title`, in the site's first language)."""
    require(agent.role, May.WRITE)
    if request.method == "POST":
        return _begun(request, agent)
    found = Guide.objects.select_related("site").order_by("site", "slug")
    rows = [(one, one.titles.get(one.language, one.slug), len(one.steps)) for one in found]
    return render(request, "helpcenter/guides/list.html", {"agent": agent, "rows": rows, "part": "guides"})


def _begun(request: HttpRequest, agent: Agent) -> HttpResponse:
    site, title = chosen_site(request), request.POST.get("title", "")
    with RefusalsTold(request):
        made = verbs.create_guide(site, language=site.fallback, title=title, by=agent)
        return redirect("guide", made.pk)
    return redirect("guides")


@require_safe
@for_agents
def guide(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Build one: its steps in the order in which one follows them, in one `language` at a time."""
    require(agent.role, May.WRITE)
    found, language = _found(pk), request.GET.get("language", "")
    language = language if language in _languages(found) else found.language
    steps = steps_of(found.steps)
    wrong: dict[str, list[str]] = {}
    for problem, key in problems_of(steps, found.language):
        wrong.setdefault(key, []).append(str(verbs.TOLD[problem]))
    context: dict[str, Any] = {
        "agent": agent,
        "guide": found,
        "heading": found.titles.get(found.language, found.slug),
        "language_shown": language,
        "site_languages": _languages(found),
        "is_own": language == found.language,
        "steps": in_order(steps),
        "names": _names(steps, found.language),
        "wrong": wrong,
        "chosen_by": _chosen_by(steps, found.language),
        "views": _views(found),
        "articles": _articles(found, agent),
        "is_changed": found.is_published and found.steps != found.live,
        "may_publish": may(agent.role, May.PUBLISH),
        "visibilities": Visibility.choices,
        "address": f"/help/{language}/guides/{found.slug}/",
        "embed": f"{settings.PUBLIC_URL.rstrip('/')}/help/{language}/guides/{found.slug}/embed/",
        "part": "guides",
    }
    return render(request, "helpcenter/guides/guide.html", context)


@require_POST
@for_agents
def change_guide(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """`do`: describe (title, language, visibility, origins), publish, withdraw, delete."""
    require(agent.role, May.WRITE)
    found, do = _found(pk), request.POST.get("do", "")
    with RefusalsTold(request):
        if do == "describe":
            _describe(request.POST, agent, found)
        elif do in ("publish", "withdraw"):
            verbs.publish_guide(found, is_published=do == "publish", by=agent)
        elif do == "delete":
            verbs.delete_guide(found, by=agent)
            return redirect("guides")
    return redirect(in_its_language(request.POST, "guide", pk))


def _describe(posted: QueryDict, agent: Agent, found: Guide) -> None:
    verbs.describe_guide(
        found,
        language=_language(posted, found),
        title=posted.get("title", ""),
        visibility=posted.get("visibility", found.visibility),
        origins=posted.get("origins", "").split() if "origins" in posted else found.origins,
        by=agent,
    )


@require_POST
@for_agents
def change_step(request: HttpRequest, agent: Agent, pk: int, key: str) -> HttpResponse:
    """Keep a step (`text`, `more`, `article`; `label`, `to` of each choice), or remove it (`do`)."""
    require(agent.role, May.WRITE)
    found = _found(pk)
    step = next((one for one in steps_of(found.steps) if one.key == key), None)
    if step is None:
        raise Http404
    with RefusalsTold(request):
        if request.POST.get("do") == "remove":
            verbs.remove_step(found, key, by=agent)
            key = ""
        else:
            language = _language(request.POST, found)
            written, new = _written(request.POST, step, language, is_own=language == found.language)
            verbs.save_step(found, written, new=new, by=agent)
    return redirect(in_its_language(request.POST, "guide", pk) + (f"#{key}" if key else ""))


def _written(posted: QueryDict, step: Step, language: str, *, is_own: bool) -> tuple[Step, list[Texts]]:
    """The step as somebody wrote it in a language, and the labels that lead to new steps.

    What it leads to is said in the guide's own language alone; a choice without a label goes.
    """
    labels, goals = posted.getlist("label"), posted.getlist("to")
    known = {number: choice.label for number, choice in enumerate(step.choices)}
    choices: list[Choice] = []
    new: list[Texts] = []
    for number, (label, goal) in enumerate(zip(labels, goals, strict=False)):
        told = _with(known.get(number, {}), language, label, 120)
        if is_own and not label.strip():
            continue
        if goal:
            choices.append(Choice(goal, told))
        else:
            new.append(told)
    article = whole_number(posted.get("article", ""), digits=18)
    return Step(
        key=step.key,
        text=_with(step.text, language, posted.get("text", ""), 200),
        more=_with(step.more, language, posted.get("more", ""), 4000),
        choices=tuple(choices),
        article=article if is_own else step.article,
    ), new


def _with(texts: Texts, language: str, text: str, longest: int) -> Texts:
    text = text.replace("\0", "").replace("\r\n", "\n").strip()[:longest]
    rest = {code: told for code, told in texts.items() if code != language}
    return rest | ({language: text} if text else {})


def _found(pk: int) -> Guide:
    return get_object_or_404(Guide.objects.select_related("site"), pk=pk)


def _languages(guide: Guide) -> list[str]:
    return [guide.language, *(code for code in guide.site.languages if code != guide.language)]


def _language(posted: QueryDict, guide: Guide) -> str:
    told = posted.get("language", "")
    return told if told in _languages(guide) else guide.language


def _names(steps: tuple[Step, ...], language: str) -> list[tuple[str, str]]:
    """Each step by its key and its first words, to choose from."""
    ordered = enumerate((step for step, _depth in in_order(steps)), start=1)
    return [(step.key, f"{number}. {step.text.get(language, '')[:60]}") for number, step in ordered]


def _chosen_by(steps: tuple[Step, ...], language: str) -> dict[str, str]:
    """The words of a choice that leads to each step."""
    return {choice.to: choice.label.get(language, "") for step in steps for choice in step.choices}


def _views(guide: Guide) -> dict[str, int]:
    rows = StepCount.objects.filter(guide=guide, day__gte=since(FALLBACK_DAYS)).values_list("step")
    return dict(rows.annotate(Sum("views")))


def _articles(guide: Guide, agent: Agent) -> list[tuple[int, str]]:
    own = Translation.objects.visible_to(reader_for(agent)).filter(
        site=guide.site, article__is_template=False
    )
    rows = own.filter(language=F("article__source_language")).order_by("-changed_at")
    return list(rows.values_list("article_id", "latest__title")[:_OFFERED])

"""What readers look for: lists for the team, each line of which leads to writing or mending an article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.core.requests import posted_number
from handrail.helpcenter.hints import hints_on
from handrail.helpcenter.learning import figures, searches
from handrail.helpcenter.learning.leading import editor_of, translator_of
from handrail.helpcenter.learning.questions import attach, detach, write_it
from handrail.helpcenter.learning.searches import Asked
from handrail.helpcenter.models import Article, Question, Site
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.search import search
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.views.finding import article_or_404
from handrail.helpcenter.views.posting import RefusalsTold
from handrail.ui.fragments import render

DAYS = (28, 7, 90)  # the first one is meant where none is chosen
PARTS = {"searches": _("Searches"), "articles": _("Articles"), "languages": _("Languages")}
_MOST_CHOSEN = 50
_MENDABLE = 6  # articles that are offered for a search


@require_safe
@for_agents
def insights(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Searches, articles or languages (`about`) of the last `days`, of one `site` and `language`."""
    require(agent.role, May.WRITE)
    part = request.GET.get("about", "")
    part = part if part in PARTS else "searches"
    days, site = days_of(request.GET), chosen_site(request)
    context = _frame(agent, site, days) | {"about": part, "parts": PARTS, "part": "insights"}
    context |= _lists(part, site, agent, days, request.GET.get("language", ""))
    return render(request, f"helpcenter/learning/{part}.html", context)


def _lists(part: str, site: Site, agent: Agent, days: int, language: str) -> dict[str, Any]:
    if part == "articles":
        by_contacts, by_inserts = (
            ask(site, agent, days=days) for ask in (figures.by_contacts, figures.by_inserts)
        )
        return {
            "votes": figures.by_votes(site, agent, days=days),
            "contacts": by_contacts,
            "inserts": by_inserts,
            "views": figures.by_views(site, agent, days=days),
        }
    if part == "languages":
        wanted = figures.wanted_in(site, agent, days=days)
        return {"wanted": [(code, row, translator_of(row.article, code)) for code, row in wanted]}
    return {
        "language_chosen": language,
        "spoken": searches.languages_asked(site, days=days),
        "empty_searches": searches.without_result(site, days=days, language=language),
        "unopened": searches.without_click(site, days=days, language=language),
    }


@require_safe
@for_agents
def searched_for(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One search: what it finds now, so that one of these is mended, or another one written."""
    require(agent.role, May.WRITE)
    days, site = days_of(request.GET), chosen_site(request)
    language, words = request.GET.get("language", ""), request.GET.get("words", "")
    asked = searches.one_search(site, language=language, words=words, days=days)
    if asked is None:
        raise Http404
    hits = search(words, reader=reader_for(agent), language=language, site=site, limit=_MENDABLE)
    context = _frame(agent, site, days) | {"asked": asked, "hits": hits, "part": "insights"}
    return render(request, "helpcenter/learning/search.html", context)


@require_POST
@for_agents
def write(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Begin an article that answers the chosen searches (`asked`: language and words)."""
    require(agent.role, May.WRITE)
    days, site = days_of(request.POST), chosen_site(request)
    with RefusalsTold(request):
        made = write_it(site, _chosen(request.POST, site, days), by=agent)
        return redirect(editor_of(made.article, made.language))
    return redirect("insights")


@require_POST
@for_agents
def mend(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Open an article (`article`) to be mended, the chosen searches attached."""
    require(agent.role, May.WRITE)
    article = article_or_404(agent, posted_number(request, "article"))
    asked = _chosen(request.POST, article.site, days_of(request.POST))
    with RefusalsTold(request):
        attach(article, asked, by=agent)
    return redirect(editor_of(article, asked[0].language if asked else ""))


@require_safe
@for_agents
def article_figures(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """How one article is read, day by day, and what was asked about it."""
    require(agent.role, May.WRITE)
    article, days = article_or_404(agent, pk), days_of(request.GET)
    context = _frame(agent, article.site, days) | {
        "article": article,
        "title": title_of(article),
        "editor": editor_of(article),
        "views_by_day": figures.views_by_day(article, days=days),
        "around": figures.around(article, agent, days=days),
        "hints": hints_on(article, agent),
        "part": "insights",
    }
    return render(request, "helpcenter/learning/figures.html", context)


@require_safe
@for_agents
def beside(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What was asked about an article, beside its text: the editor fetches it."""
    require(agent.role, May.WRITE)
    return _beside(request, agent, article_or_404(agent, pk))


@require_POST
@for_agents
def detach_question(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take a question off its article."""
    require(agent.role, May.WRITE)
    question = Question.objects.select_related("article").filter(pk=pk).first()
    if question is None:
        raise Http404
    article = article_or_404(agent, question.article_id)
    detach(question, by=agent)
    if "HX-Request" in request.headers:
        return _beside(request, agent, article)
    return redirect("article_figures", article.pk)


def _beside(request: HttpRequest, agent: Agent, article: Article) -> HttpResponse:
    around = figures.around(article, agent, days=DAYS[-1])
    context = {"article": article, "days": DAYS[-1], "around": around, "hints": hints_on(article, agent)}
    return render(request, "helpcenter/learning/beside.html", context)


def title_of(article: Article) -> str:
    """Its newest title in its own language."""
    own = article.translations.filter(language=article.source_language).select_related("latest").first()
    return own.latest.title if own and own.latest else str(article)


def days_of(asked: QueryDict) -> int:
    """The stretch that was chosen, the usual one for anything else."""
    return next((days for days in DAYS if asked.get("days") == str(days)), DAYS[0])


def _frame(agent: Agent, site: Site, days: int) -> dict[str, Any]:
    return {
        "agent": agent,
        "site": site,
        "sites": list(Site.objects.all()),
        "days": days,
        "stretches": sorted(DAYS),
    }


def _chosen(posted: QueryDict, site: Site, days: int) -> list[Asked]:
    """The chosen searches that were really asked; each is `language words`."""
    told: Iterable[str] = dict.fromkeys(posted.getlist("asked")[:_MOST_CHOSEN])
    pairs = (one.partition(" ") for one in told)
    found = (searches.one_search(site, language=code, words=words, days=days) for code, _gap, words in pairs)
    return [one for one in found if one is not None]

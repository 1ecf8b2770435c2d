"""The pages by which translators take articles away and bring them back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.models import Article
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.translating.board import Work, board_of, languages_of
from handrail.helpcenter.translating.exchange import LARGEST, MOST_ARTICLES, Brought, bring, file_for
from handrail.helpcenter.translating.finding import article_or_404
from handrail.helpcenter.translating.xliff import MEDIA_TYPE

MOST_PROBLEMS = 5  # sentences that are shown


@require_safe
@for_agents
def take(request: HttpRequest, agent: Agent, language: str) -> HttpResponse:
    """An XLIFF file of one article (`article`), or of the most wanted that are missing or outdated."""
    require(agent.role, May.WRITE)
    key = request.GET.get("article", "")
    if key.isascii() and key.isdecimal():
        articles = [article_or_404(agent, int(key), language)]
    else:
        lines = board_of(_known(agent, language), reader=reader_for(agent)).lines
        waiting = sorted(lines[Work.MISSING] + lines[Work.OUTDATED], key=lambda line: -line.views)
        found = Article.objects.in_bulk([line.article for line in waiting[:MOST_ARTICLES]])
        articles = [found[line.article] for line in waiting[:MOST_ARTICLES]]
    response = HttpResponse(file_for(articles, language), content_type=MEDIA_TYPE)
    name = f"articles-{language}.xlf" if len(articles) != 1 else f"article-{articles[0].pk}-{language}.xlf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@for_agents
def bring_back(request: HttpRequest, agent: Agent, language: str) -> HttpResponse:
    """Keep what a file (`file`) holds in this language."""
    require(agent.role, May.WRITE)
    _known(agent, language)
    file = request.FILES.get("file")
    try:
        _tell(request, bring(file.read(LARGEST + 1) if file else b"", language=language, by=agent))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("translation_board", language)


def _known(agent: Agent, language: str) -> str:
    if language not in languages_of(reader_for(agent)):
        raise Http404
    return language


def _tell(request: HttpRequest, brought: Brought) -> None:
    if brought.done:
        done = len(brought.done)
        sentence = ngettext(
            "%(num)s translation waits for review.", "%(num)s translations wait for review.", done
        )
        messages.success(request, sentence % {"num": done})
    if brought.begun:
        begun = len(brought.begun)
        sentence = ngettext(
            "%(num)s translation is a draft: some of its paragraphs have no words yet.",
            "%(num)s translations are drafts: some of their paragraphs have no words yet.",
            begun,
        )
        messages.success(request, sentence % {"num": begun})
    for problem in brought.problems[:MOST_PROBLEMS]:
        messages.error(request, problem)
    if len(brought.problems) > MOST_PROBLEMS:
        more = len(brought.problems) - MOST_PROBLEMS
        messages.error(request, _("%(num)s more were left out.") % {"num": more})

"""The pages of translators: the board of a language, and an article beside its translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.core.requests import whole_number
from handrail.helpcenter.models import Article, Revision, UnsavedTranslation
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.translating.board import Work, board_of, languages_of
from handrail.helpcenter.translating.finding import article_or_404
from handrail.helpcenter.translating.machine.drafting import the_machine
from handrail.helpcenter.translating.overview import overview
from handrail.helpcenter.translating.sheets import Sheet, body_of, sheet_of
from handrail.helpcenter.translating.unsaved import drop_unsaved, keep_unsaved, sheet_for
from handrail.helpcenter.translating.verbs import ChangedMeanwhile, ask_for_review, keep, still_true
from handrail.helpcenter.verbs import Words, publish
from handrail.helpcenter.views.published import tell_published
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name

A_PAGE = 100


@require_safe
@for_agents
def boards(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What waits in all languages together, an article to a row; `show` and `page` as on a board."""
    require(agent.role, May.WRITE)
    reader = reader_for(agent)
    found, languages = overview(reader), languages_of(reader)
    work = _shown_work(request, Work.OUTDATED)
    context = {
        "agent": agent,
        "counts": {one: len(rows) for one, rows in found.items()},
        "languages": _boards(languages, ""),
        "work": work,
        **_paged(request, found[work]),
        "may": TABLE[agent.role],
    }
    return render(request, "helpcenter/translating/overview.html", context)


@require_safe
@for_agents
def board(request: HttpRequest, agent: Agent, language: str) -> HttpResponse:
    """What a language waits for; `show` is one kind of work, `page` counts from 1."""
    require(agent.role, May.WRITE)
    reader = reader_for(agent)
    languages = languages_of(reader)
    if language not in languages:
        raise Http404
    found = board_of(language, reader=reader)
    work = _shown_work(request, _first(found.lines))
    context = {
        "agent": agent,
        "board": found,
        "counts": {one: len(lines) for one, lines in found.lines.items()},
        "languages": _boards(languages, language),
        "work": work,
        **_paged(request, found.lines[work]),
        "may": TABLE[agent.role],
    }
    return render(request, "helpcenter/translating/board.html", context)


def _shown_work(request: HttpRequest, otherwise: Work) -> Work:
    show = request.GET.get("show", "")
    return Work(show) if show in set(Work) else otherwise


def _paged(request: HttpRequest, lines: Sequence[Any]) -> dict[str, Any]:
    """The lines of the page asked for, and the number of the next one (0: there is none)."""
    number = max(whole_number(request.GET.get("page", "1")) or 1, 1)
    is_last = len(lines) <= number * A_PAGE
    return {"lines": lines[(number - 1) * A_PAGE : number * A_PAGE], "next": 0 if is_last else number + 1}


def _boards(languages: list[str], here: str) -> list[tuple[str, str, bool]]:
    """All languages together, and each alone."""
    named = languages_by_name(languages)
    each = [(reverse("translation_board", args=[code]), name, code == here) for code, name in named]
    return [(reverse("translation_boards"), _("All languages"), not here), *each]


def _first(lines: Any) -> Work:
    """The kind of work that is shown first: one that there is some of."""
    return next((work for work in Work if lines[work]), Work.MISSING)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def sheet(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """An article beside its translation. `do`: draft, review, publish, still_true; `as=whole`: one text."""
    require(agent.role, May.WRITE)
    article = article_or_404(agent, pk, language)
    if request.method == "POST":
        return _saved(request, agent, article, language)
    found, unsaved = sheet_for(article, language, agent, whole=request.GET.get("as") == "whole")
    return _shown(request, agent, article, language, found, unsaved=unsaved)


@require_POST
@for_agents
def keep_words(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Keep what is being written on the sheet, for its writer alone."""
    require(agent.role, May.WRITE)
    found = _written(article_or_404(agent, pk, language), language, request.POST)
    if found is None:
        raise Http404
    if not keep_unsaved(found, by=agent):
        return HttpResponse(_("This is too long for one article: take it apart into several."), status=422)
    return HttpResponse(status=204)


@require_POST
@for_agents
def drop_words(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Throw away what is not saved, and show the newest version."""
    require(agent.role, May.WRITE)
    drop_unsaved(article_or_404(agent, pk, language), language, by=agent)
    messages.success(request, _("This is the newest version."))
    return redirect("translate_article", pk, language)


def _saved(request: HttpRequest, agent: Agent, article: Article, language: str) -> HttpResponse:
    found = _written(article, language, request.POST)
    if found is None:
        return _shown(request, agent, article, language, None)
    try:
        told = _done(request, found, agent)
    except ChangedMeanwhile:  # they see what changed, and may put theirs on top
        return _shown(request, agent, article, language, found, overtaken=found.overtaken, status=409)
    except ValidationError as problem:
        return _shown(request, agent, article, language, found, wrong=problem.messages, status=422)
    messages.success(request, told)
    return redirect("translate_article", article.pk, language)


def _written(article: Article, language: str, posted: QueryDict) -> Sheet | None:
    """The sheet that somebody began with, with what they wrote on it."""
    seen, began = _number(posted, "seen"), _number(posted, "began")
    began = seen if began is None else began
    found = sheet_of(article, language, goal=_number(posted, "goal"), began=began, whole="body" in posted)
    return _filled(found, posted) if found else None


def _filled(found: Sheet, posted: QueryDict) -> Sheet:
    """The sheet with what was written on it."""
    names = enumerate(found.rows)
    rows = [replace(row, text=_text(posted, f"p-{index}", row.text)) for index, row in names]
    body = body_of(rows) if rows else _text(posted, "body", found.body)
    title, summary = _text(posted, "title", found.title), _text(posted, "summary", found.summary)
    return replace(found, rows=rows, body=body, title=_one_line(title), summary=_one_line(summary))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(posted: QueryDict, name: str, otherwise: str) -> str:
    return posted.get(name, otherwise).replace("\x00", "").replace("\r\n", "\n")


def _done(request: HttpRequest, found: Sheet, agent: Agent) -> str:
    """Do what the button says; a sentence about it. Raises ValidationError."""
    posted = request.POST
    do = posted.get("do", "draft")
    if do == "still_true" and found.translation is not None:
        still_true(found.translation, by=agent)
        return _("Confirmed: it is still true.")
    if do in ("review", "publish") and found.open_rows:
        sentence = ngettext(
            "%(num)s paragraph has no words of this language yet. Translate it, or save a draft.",
            "%(num)s paragraphs have no words of this language yet. Translate them, or save a draft.",
            found.open_rows,
        )
        raise ValidationError(sentence % {"num": found.open_rows})
    seen = _number(posted, "seen")
    revision = keep(found.article, language=found.language, words=_words(found), by=agent, seen=seen)
    drop_unsaved(found.article, found.language, by=agent)
    return _went_on(request, revision, do, agent)


def _words(found: Sheet) -> Words:
    return Words(title=found.title, summary=found.summary, body=found.body, based_on=found.goal)


def _number(posted: QueryDict, name: str) -> int | None:
    return whole_number(posted.get(name, ""))


def _went_on(request: HttpRequest, revision: Revision, do: str, agent: Agent) -> str:
    if do == "publish":
        return tell_published(request, publish(revision, by=agent))
    if do == "review":
        ask_for_review(revision.translation, by=agent)
        return _("Saved. It waits on the board for somebody who reads and publishes it.")
    return _("Saved as a draft.")


def _shown(
    request: HttpRequest,
    agent: Agent,
    article: Article,
    language: str,
    found: Sheet | None,
    *,
    unsaved: UnsavedTranslation | None = None,
    overtaken: Revision | None = None,
    wrong: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = overtaken.number if overtaken else request.POST.get("seen", found.seen if found else 0)
    context = {
        "agent": agent,
        "article": article,
        "code": language,
        "languages": _sheets(article, language),
        "sheet": found,
        "whole": request.GET.get("as") == "whole",
        "unsaved": unsaved,
        "overtaken": overtaken or (found.overtaken if unsaved and found else None),
        "seen": seen,
        "wrong": wrong or [],
        "may": TABLE[agent.role],
        "has_machine": found is not None and the_machine() is not None,
        "may_publish": May.PUBLISH in TABLE[agent.role],
    }
    return render(request, "helpcenter/translating/sheet.html", context, status=status)


def _sheets(article: Article, here: str) -> list[tuple[str, str, bool]]:
    """The other languages of an article, by name, each with its page."""
    codes = {*article.site.languages, *article.translations.values_list("language", flat=True), here}
    named = languages_by_name(codes - {article.source_language})
    return [
        (reverse("translate_article", args=[article.pk, code]), name, code == here) for code, name in named
    ]

"""What the assistant said: the list, one turn with its verdict, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.leaving import add_to_matter, matters
from handrail.assistant.models import Turn
from handrail.assistant.review import correcting, filters
from handrail.assistant.review.filters import Filter, filter_of
from handrail.assistant.review.judging import judge, take_back, verdicts_for
from handrail.assistant.review.listing import (
    beside,
    conversation_of,
    find_turn,
    listed,
    passages_of,
    review_of,
)
from handrail.assistant.review.naming import article_named
from handrail.core.requests import whole_number
from handrail.helpcenter.learning.leading import editor_of
from handrail.helpcenter.models import Article
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.search import search
from handrail.helpcenter.sites import the_site
from handrail.ui.fragments import render

_FOUND = 5  # articles that search finds for the question


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Answers and refusals, by what is chosen above them."""
    chosen = filter_of(request.GET.dict())
    found = listed(agent, chosen, before=whole_number(request.GET.get("before", "")) or 0)
    context = _frame(agent) | {"chosen": chosen, "listed": found, "choices": _choices()}
    return render(request, "assistant/review/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def turn(request: HttpRequest, agent: Agent, key: UUID) -> HttpResponse:
    """One turn; POST keeps a `verdict` (empty takes it back) and goes to the next one of the list."""
    found = _turn_or_404(agent, key)
    chosen = filter_of(request.GET.dict())
    if request.method != "POST":
        return _page(request, agent, found, chosen)
    older, newer = beside(agent, chosen, found)
    try:
        if verdict := request.POST.get("verdict", ""):
            judge(found, verdict=verdict, article=_chosen_article(request.POST, agent), by=agent)
        else:
            take_back(found, by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(_address(found.public_id, chosen))
    following = older or newer
    return redirect(_address(following, chosen) if following else _list_address(chosen))


@require_POST
@for_admins
def correct(request: HttpRequest, agent: Agent, key: UUID) -> HttpResponse:
    """Mend what led to it: `what` says how. The editor opens where an article is to be written."""
    found, chosen = _turn_or_404(agent, key), filter_of(request.GET.dict())
    way = _WAYS.get(request.POST.get("what", ""))
    if way is None:
        raise Http404
    try:
        leads_to = way(found, request.POST, agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(_address(found.public_id, chosen))
    if not leads_to:
        messages.success(request, _("Saved."))
    return redirect(leads_to or _address(found.public_id, chosen))


def _mend(turn: Turn, told: QueryDict, agent: Agent) -> str:
    article = _article(told, agent)
    correcting.mend(article, turn, by=agent)
    return editor_of(article, turn.language)


def _write(turn: Turn, told: QueryDict, agent: Agent) -> str:
    made = correcting.write(the_site(), turn, by=agent)
    return editor_of(made.article, made.language)


def _withhold(turn: Turn, told: QueryDict, agent: Agent) -> str:
    correcting.withhold(_article(told, agent), by=agent)
    return ""


def _phrase(turn: Turn, told: QueryDict, agent: Agent) -> str:
    words = told.get("words", "")
    correcting.add_phrase(_article(told, agent), language=turn.language, words=words, by=agent)
    return ""


def _synonyms(turn: Turn, told: QueryDict, agent: Agent) -> str:
    correcting.add_synonyms(turn.language or "en", words=told.get("words", "").split(","), by=agent)
    return ""


def _topic(turn: Turn, told: QueryDict, agent: Agent) -> str:
    words = [word.strip() for word in told.get("words", "").split(",") if word.strip()]
    add_to_matter(told.get("topic", ""), language=turn.language, words=words, by=agent)
    return ""


def _case(turn: Turn, told: QueryDict, agent: Agent) -> str:
    correcting.keep_case(
        correcting.words_of(turn.question),
        language=turn.language,
        expected=_chosen_article(told, agent),
        by=agent,
        conversation=conversation_of(turn),
    )
    return ""


_WAYS: dict[str, Callable[[Turn, QueryDict, Agent], str]] = {
    "mend": _mend,
    "write": _write,
    "withhold": _withhold,
    "phrase": _phrase,
    "synonyms": _synonyms,
    "case": _case,
    "topic": _topic,
}


def _article(told: QueryDict, agent: Agent) -> Article:
    found = _chosen_article(told, agent)
    if found is None:
        raise ValidationError(_("Choose an article."))
    return found


def _chosen_article(told: QueryDict, agent: Agent) -> Article | None:
    """The article that is chosen (`article`, its key) or named (`other`); None for none."""
    if name := told.get("other", "").strip():
        return article_named(name, agent=agent)
    pk = whole_number(told.get("article", ""))
    return Article.objects.visible_to(reader_for(agent)).filter(pk=pk).first() if pk else None


def _page(request: HttpRequest, agent: Agent, turn: Turn, chosen: Filter) -> HttpResponse:
    passages, review = passages_of(turn, agent), review_of(turn)
    older, newer = beside(agent, chosen, turn)
    found = search(turn.question, reader=reader_for(agent), language=turn.language, limit=_FOUND)
    articles = {one.article: one.title for one in passages if one.translation}
    articles |= {hit.translation.article_id: hit.title for hit in found}
    context = _frame(agent) | {
        "turn": turn,
        "conversation": conversation_of(turn),
        "passages": passages,
        "review": review,
        "verdicts": verdicts_for(turn),
        "articles": articles,
        "meant": (review and review.article_id) or next(iter(articles), 0),
        "kept_words": correcting.words_of(turn.question),
        "query": chosen.query,
        "matters": matters(),
        "back": _list_address(chosen),
        "older": older and _address(older, chosen),
        "newer": newer and _address(newer, chosen),
    }
    return render(request, "assistant/review/turn.html", context)


def _frame(agent: Agent) -> dict[str, Any]:
    return {"agent": agent, "section": "assistant_settings", "part": "assistant_review"}


def _choices() -> dict[str, filters.Choices]:
    return {
        "reviewed": filters.REVIEWED,
        "outcome": filters.OUTCOMES,
        "sure": filters.SURE,
        "vote": filters.VOTES,
        "channel": filters.CHANNELS,
    }


def _turn_or_404(agent: Agent, key: UUID) -> Turn:
    found = find_turn(agent, key)
    if found is None:
        raise Http404
    return found


def _address(key: UUID, chosen: Filter) -> str:
    return reverse("assistant_turn", args=[key]) + (f"?{chosen.query}" if chosen.query else "")


def _list_address(chosen: Filter) -> str:
    return reverse("assistant_review") + (f"?{chosen.query}" if chosen.query else "")

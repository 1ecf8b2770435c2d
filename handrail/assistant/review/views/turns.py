"""What the assistant said: the list, one turn with its verdict, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.matters import matters_by_key
from handrail.assistant.models import Review, Turn, Verdict
from handrail.assistant.review import correcting, filters
from handrail.assistant.review.filters import Filter, filter_of
from handrail.assistant.review.judging import judge, take_back, verdicts_for
from handrail.assistant.review.listing import (
    as_written,
    beside,
    conversation_of,
    find_turn,
    listed,
    named_meanwhile,
    passages_of,
    review_of,
)
from handrail.assistant.review.naming import called
from handrail.assistant.review.stands import stands_for, taken_back
from handrail.assistant.review.ways import WAYS, Asked, chosen_article, near_articles
from handrail.core.remembered import forget_remembered
from handrail.core.requests import whole_number
from handrail.ui.fragments import render


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Answers and refusals, by what is chosen above them."""
    chosen = filter_of(request.GET.dict())
    before, until = whole_number(request.GET.get("before", "")) or 0, _moment(request.GET.get("until", ""))
    context = _frame(agent) | {
        "chosen": chosen,
        "listed": listed(agent, chosen, before=before, until=until),
        "choices": _choices(),
        "matters": matters_by_key(),
    }
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
            judge(found, verdict=verdict, article=chosen_article(request.POST, agent), by=agent)
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
    """Mend what led to it: `what` says how, or take back what was done (`back`).

    The editor opens where an article is to be written.
    """
    found, chosen = _turn_or_404(agent, key), filter_of(request.GET.dict())
    there = _address(found.public_id, chosen)
    if taken_back(request.POST, agent):
        messages.success(request, _("Taken back."))
        return redirect(f"{there}#stands")
    way = WAYS.get(request.POST.get("what", ""))
    if way is None:
        raise Http404
    try:
        leads_to = way(Asked.by_turn(found), request.POST, agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return _page(request, agent, found, chosen, status=422)
    if not leads_to:
        messages.success(request, _("Saved."))
    return redirect(leads_to or f"{there}#stands")


def _page(
    request: HttpRequest, agent: Agent, turn: Turn, chosen: Filter, *, status: int = 200
) -> HttpResponse:
    forget_remembered()  # who has just left something to people sees it
    passages, review = passages_of(turn, agent), review_of(turn)
    older, newer = beside(agent, chosen, turn)
    named = [one.article for one in passages if one.translation]
    near = near_articles(turn.question, turn.language, agent)
    articles = called(dict.fromkeys([*named, *near]), agent)
    context = _frame(agent) | {
        "turn": turn,
        "written": as_written([turn]).get(turn.pk),
        "conversation": conversation_of(turn),
        "passages": passages,
        "meanwhile": named_meanwhile(turn),
        "review": review,
        "verdicts": verdicts_for(turn),
        "articles": articles,
        "meant": _meant(turn, review, articles),
        "kept_words": correcting.words_of(turn.question),
        "query": chosen.query,
        "matters": matters_by_key(),
        "typed": request.POST,
        "stands": stands_for(Asked.by_turn(turn), articles, agent, turn),
        "back": _list_address(chosen),
        "older": older and _address(older, chosen),
        "newer": newer and _address(newer, chosen),
    }
    return render(request, "assistant/review/turn.html", context, status=status)


def _meant(turn: Turn, review: Review | None, articles: Iterable[int]) -> int | None:
    """The article that is chosen at first: what a lead said; 0, no article, for who should have been silent.

    None, nothing, for a refusal: whether one of those that come near answers it is what is asked.
    """
    if review is not None and review.verdict == Verdict.SILENT:
        return 0
    said = review and review.article_id
    return said or (next(iter(articles), 0) if turn.is_answer else None)


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


def _moment(told: str) -> datetime | None:
    """A moment of an address, if it is one."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _turn_or_404(agent: Agent, key: UUID) -> Turn:
    found = find_turn(agent, key)
    if found is None:
        raise Http404
    return found


def _address(key: UUID, chosen: Filter) -> str:
    return reverse("assistant_turn", args=[key]) + (f"?{chosen.query}" if chosen.query else "")


def _list_address(chosen: Filter) -> str:
    return reverse("assistant_review") + (f"?{chosen.query}" if chosen.query else "")

"""Search over the whole history, with filters, and what may be typed next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.filters import Filter, Problem, Term, show
from handrail.conversations.queries.filters.applying import asking_of, operators_for
from handrail.conversations.queries.filters.completing import complete
from handrail.conversations.queries.filters.operators import OPERATORS
from handrail.conversations.queries.filters.printing import show_term
from handrail.conversations.queries.searching import Found, search
from handrail.core.requests import whole_number
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import spot_of


@require_safe
@for_agents
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What matches `?q=`; a number that exists opens at once when one typed `#812` and Enter."""
    question = request.GET.get("q", "").lstrip("/")  # the key that leads here, pressed where one is already
    found = search(agent, question)
    if partial(request):
        found = replace(found, problems=_of_what_is_typed(found))
    spot = spot_of(request)
    if question.strip().startswith("#") and len(found.hits) == 1 and not partial(request):
        return redirect(spot.of(found.hits[0].row.number))
    context = {"agent": agent, "spot": spot, "found": found, "question": question}
    context |= {"chips": chips_of(found.filter), "operators": operators_for(agent), "save": _save(found)}
    if partial(request):
        response = render(request, "workspace/search.html", context, "results")
        response.headers["HX-Replace-Url"] = search_address(question)
        return response
    return render(request, "workspace/search.html", context | {"views": count_views(agent)})


def _of_what_is_typed(found: Found) -> tuple[Problem, ...]:
    """While somebody types `tag:`, it is not wrong yet."""
    begun = {show_term(term) for term in found.filter.operators[-1:] if not term.values}
    return tuple(problem for problem in found.problems if problem.part not in begun)


@require_safe
@for_agents
def suggestions(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What fits at the caret (`at`) of the box (`q`), as options of its list."""
    text = request.GET.get("q", "")
    caret = whole_number(request.GET.get("at", ""))
    found = complete(asking_of(agent), text, len(text) if caret is None else caret)
    return render(request, "workspace/suggestions.html", {"completions": found})


@dataclass(frozen=True)
class Chip:
    """One operator of a filter, as people read it, and the search without it."""

    label: str
    values: tuple[str, ...]
    negated: bool
    without: str


def chips_of(found: Filter) -> list[Chip]:
    """The operators of a filter; of one that nobody knows the name as it was typed."""
    return [
        Chip(_label(term), term.values, term.negated, search_address(show(found.without(place))))
        for place, term in enumerate(found.terms)
        if isinstance(term, Term)
    ]


def _label(term: Term) -> str:
    operator = OPERATORS.get(term.name)
    return str(operator.label) if operator else term.name


def search_address(question: str) -> str:
    """The search page with this question."""
    return reverse("search") + ("?" + urlencode({"q": question}) if question else "")


def _save(found: Found) -> str:
    """Where this search becomes a view; nothing for words alone that find nothing."""
    if not found.filter.operators and not found.hits:
        return ""
    return reverse("add_view") + "?" + urlencode({"filter": show(found.filter)})

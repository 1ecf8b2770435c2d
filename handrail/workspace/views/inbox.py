"""The inbox: a list, and one conversation beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.channels.chat.showing import shown_of
from handrail.conversations.queries.answering import recipients_of_answer
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.masking import masked_recipients
from handrail.conversations.queries.reading import read_newer, read_timeline
from handrail.conversations.queries.sides import with_rights_beside
from handrail.conversations.verbs import see
from handrail.core.requests import whole_number
from handrail.notifications.verbs import read_about
from handrail.ui.fragments import Place, partial, render
from handrail.workspace.pages import (
    Spot,
    conversation_context,
    find_or_404,
    list_context,
    rows_context,
    some_rows_context,
    spot_of,
)
from handrail.workspace.written import answered_of

TEMPLATE = "workspace/inbox.html"
AHEAD = "Handrail-Ahead"  # a page fetches what may be shown next: nobody has read it yet
MOST_ASKED = 10  # rows of an open list; when more have changed, it asks for the list


@require_safe
@for_agents
def home(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The agent's own view."""
    return redirect("inbox", "mine")


@require_safe
@for_agents
def inbox(request: HttpRequest, agent: Agent, view: str) -> HttpResponse:
    """A view's list. htmx gets the list and the rail's counts; with `after` more rows; or `only` a part.

    Open pages ask often, when something has changed: at once for the rows (`of` those numbers), for the
    counts a moment later.
    """
    spot, only = spot_of(request, view), request.GET.get("only", "") if partial(request) else ""
    if only == "views":
        counts = {"agent": agent, "spot": spot, "views": count_views(agent), "reading": None, "page": None}
        return render(request, TEMPLATE, counts, "views", beside={"bar": Place("#list-bar", "outerMorph")})
    if only == "rows" and "of" in request.GET:
        return render(request, TEMPLATE, some_rows_context(agent, spot, _numbers(request)), "rows")
    if only == "rows" or (partial(request) and "after" in request.GET):
        return render(request, TEMPLATE, rows_context(request, agent, spot), "rows")
    context = list_context(request, agent, spot)
    if not partial(request):
        return render(request, TEMPLATE, context)
    return render(request, TEMPLATE, context, "list", beside={"views": "#views"})


def _numbers(request: HttpRequest) -> list[int]:
    """The conversations an open page asks about (`of=7,12`)."""
    texts = request.GET["of"].split(",")
    numbers = [number for text in texts if (number := whole_number(text)) is not None]
    if len(texts) > MOST_ASKED or len(numbers) < len(texts):
        raise Http404
    return numbers


@require_safe
@for_agents
def conversation(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """One conversation, with the list it was found in. htmx gets the conversation and its customer."""
    spot = spot_of(request)
    found = find_or_404(agent, number, sides=True)
    if found.parent_id:
        return go_to(request, spot.beside(found))
    if found.number != number and not partial(request):  # it has become part of that one
        return redirect(spot.of(found.number))
    context = conversation_context(agent, spot, found)
    if (answers := answered_of(request)) and (people := recipients_of_answer(found, answers)):
        context["recipients"] = masked_recipients(people, agent)
    if AHEAD not in request.headers:
        _mark_seen(agent, found, context["reading"].timeline.last)
    if partial(request):
        response = render(request, TEMPLATE, context, "conversation", beside={"customer": "#customer"})
        response.headers["HX-Push-Url"] = spot.of(found.number)
        return response
    return render(request, TEMPLATE, list_context(request, agent, spot) | context)


@require_safe
@for_agents
def entries(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Entries after `?after=` (live) or before `?before=` (history), as the timeline draws them."""
    found = find_or_404(agent, number, sides=True)
    if before := _cursor(request, "before"):
        timeline = read_timeline(found, agent, before=before)
    else:
        timeline = read_newer(found, agent, after=_cursor(request, "after"))
        _mark_seen(agent, found, timeline.last)
    timeline = with_rights_beside(timeline) if found.parent_id else timeline
    context = {"agent": agent, "spot": spot_of(request), "conversation": found, "timeline": timeline}
    context["chat"] = shown_of(found, agent)
    return render(request, "workspace/timeline.html", context, "entries")


def answer_changed(
    request: HttpRequest, agent: Agent, number: int, spot: Spot, error: str = "", *, hinted: bool = False
) -> HttpResponse:
    """After something was done: what changed for htmx, else the page anew. An error answers 422."""
    if not partial(request) and not error:
        return redirect(spot.of(number))
    context = list_context(request, agent, spot) | conversation_context(
        agent, spot, find_or_404(agent, number)
    )
    context["error"] = error
    if hinted:
        context["hinted"] = True
    status = 422 if error else 200
    if not partial(request):
        return render(request, TEMPLATE, context, status=status)
    beside = {"timeline": "#timeline", "customer": "#customer", "list": "#list", "views": "#views"}
    response = render(request, TEMPLATE, context, "head", status=status, beside=beside)
    if hinted:
        response.headers["Handrail-Hinted"] = "1"  # the composer, which is never drawn anew, remembers it
    return response


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go to another page; htmx follows a redirect by itself, but only a reload redraws list and counts."""
    if not partial(request):
        return redirect(address)
    response = HttpResponse(status=200)
    response.headers["HX-Redirect"] = address
    return response


def _mark_seen(agent: Agent, found: Any, last: int) -> None:
    if last > found.seen_entry:
        see(found, agent=agent, entry=last)
        read_about(agent, found.pk)


def _cursor(request: HttpRequest, name: str) -> int:
    return whole_number(request.GET.get(name, ""), digits=18) or 0

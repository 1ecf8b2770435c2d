"""A call beside the writing: what was said in one, and the offer of one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.channels.call.models import LONGEST_LINK
from handrail.channels.call.verbs import (
    LONGEST,
    MOST_SLOTS,
    SHORTEST,
    OfferRefused,
    note_call,
    offer_call,
    open_offers,
    tell_call,
    withdraw_offer,
)
from handrail.conversations.queries.masking import mask_conversation
from handrail.conversations.queries.recipients import read_recipients
from handrail.core.requests import typed_moment, whole_number
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.sending import has_way_out
from handrail.workspace.views.inbox import go_to
from handrail.workspace.written import once_of, words_of

PAGE = ["GET", "HEAD", "POST"]
USUAL_MINUTES = 15
LINES = 3  # of times, on an empty form


@require_http_methods(PAGE)
@for_agents
def call_note(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Write down what was said in a call: for the team, or so that the customer may read it (`told`)."""
    conversation, spot, error = find_or_404(agent, number), spot_of(request), ""
    require(agent.role, May.NOTE)
    if request.method == "POST":
        words, is_told = words_of(request), request.POST.get("told") == "1"
        if is_told:
            require(agent.role, May.REPLY)
        if words.text.strip():
            write = tell_call if is_told else note_call
            write(conversation, words=words, by=agent.as_actor(), once=once_of(request))
            return go_to(request, spot.of(conversation.number))
        error = _("Write something first: the note is empty.")
    context = _context(agent, spot, conversation, error)
    context["told"] = request.POST.get("told") == "1"
    return render(request, "workspace/call_note.html", context, status=422 if error else 200)


@require_http_methods(PAGE)
@for_agents
def call_offer(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Offer a call at some times (`slot`, in the agent's zone): by phone, or under a `link`."""
    conversation, spot, error = find_or_404(agent, number), spot_of(request), ""
    require(agent.role, May.REPLY)
    if request.method == "POST":
        try:
            _offer(request, agent, conversation)
        except OfferRefused as problem:
            error = _told(problem.why)
        else:
            messages.success(request, _("The call is offered."))
            return go_to(request, spot.of(conversation.number))
    context = _context(agent, spot, conversation, error) | _asked(request)
    context["offers"] = open_offers(conversation)
    context["may_leave"] = has_way_out(conversation)
    context["customer_zone"] = conversation.customer.time_zone or conversation.mailbox.time_zone
    return render(request, "workspace/call_offer.html", context, status=422 if error else 200)


@require_POST
@for_agents
def withdraw_call(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take the offer of a call back (`offer`)."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.REPLY)
    try:
        withdraw_offer(conversation, offer=uuid.UUID(request.POST.get("offer", "")), by=agent.as_actor())
    except (OfferRefused, ValueError):
        messages.error(request, _("The customer has chosen a time already: write to them."))
    else:
        messages.success(request, _("The offer is withdrawn. Its page says so."))
    return go_to(request, spot.of(conversation.number))


def _offer(request: HttpRequest, agent: Agent, conversation: Any) -> None:
    people = read_recipients(conversation)
    if not has_way_out(conversation) or not (people.to or conversation.channel == "chat"):
        raise OfferRefused("nobody")
    words = replace(words_of(request), subject=conversation.subject)
    words = replace(words, recipients={"to": people.to, "cc": people.cc, "bcc": []})
    by_link = request.POST.get("how") == "link"
    if by_link and not request.POST.get("link", "").strip():
        raise OfferRefused("link")
    offer_call(
        conversation,
        words=words,
        slots=_slots(request),
        minutes=whole_number(request.POST.get("minutes", "")) or 0,
        link=request.POST.get("link", "").strip() if by_link else "",
        by=agent.as_actor(),
        once=once_of(request),
    )


def _slots(request: HttpRequest) -> list[datetime]:
    """The times that were typed, in the agent's zone. Raises OfferRefused for what is no time."""
    told = []
    for typed in filter(None, request.POST.getlist("slot")):
        if (found := typed_moment(typed)) is None:
            raise OfferRefused("slots")
        told.append(found)
    return told


def _context(agent: Agent, spot: Any, conversation: Any, error: str) -> dict[str, Any]:
    mask_conversation(conversation, agent)
    facts = {"agent": agent, "spot": spot, "conversation": conversation, "error": error}
    return facts | {"once": uuid.uuid4(), "may": TABLE.get(agent.role, frozenset())}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the form holds: as it was sent, or as it begins."""
    slots = request.POST.getlist("slot")[:MOST_SLOTS]
    return {
        "slots": slots + [""] * (LINES - len(slots)),
        "text": request.POST.get("text", ""),
        "how": request.POST.get("how", "phone"),
        "link": request.POST.get("link", ""),
        "minutes": request.POST.get("minutes", USUAL_MINUTES),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "longest_link": LONGEST_LINK,
        "now": timezone.localtime(),
    }


def _told(why: str) -> str:
    return {
        "slots": _("Give one to %(most)d times to come, within three months.") % {"most": MOST_SLOTS},
        "minutes": _("A call takes %(least)d to %(most)d minutes.") % {"least": SHORTEST, "most": LONGEST},
        "link": _("Give the link of the meeting; it begins with https://"),
    }.get(why) or _(
        "Nothing that you write here could reach the customer: there is no address, or no way out."
    )

"""Follow, spam and trash, merge, link, split, block, redact; and take back what was just done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import BY_HAND, Conversation, LinkReason, Place
from handrail.conversations.queries.rows import number_beside
from handrail.conversations.verbs.linking import LinkRefused
from handrail.conversations.verbs.merging import MergeRefused
from handrail.conversations.verbs.moving import MoveRefused
from handrail.conversations.verbs.undoing import UndoRefused, facts_of
from handrail.core.requests import posted_number
from handrail.ui.fragments import partial, render
from handrail.ui.undo import offer_undo
from handrail.workspace.choosing import choices, find_other
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.undoing import offer, read_offer
from handrail.workspace.views.inbox import answer_changed, go_to

PAGE = ["GET", "HEAD", "POST"]


@require_POST
@for_agents
def follow(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Follow it (`on` is 1), or follow it no more."""
    conversation = find_or_404(agent, number)
    if request.POST.get("on") == "1":
        verbs.follow(conversation, agent=agent)
    else:
        verbs.unfollow(conversation, agent=agent)
    return answer_changed(request, agent, number, spot_of(request))


@require_POST
@for_agents
def dismiss_mentions(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take it out of the agent's mentions, without an answer."""
    spot, at = spot_of(request), timezone.now()
    dismissed = verbs.dismiss_mentions(find_or_404(agent, number), agent=agent, at=at)
    response = answer_changed(request, agent, number, spot)
    if not dismissed:
        return response
    address = spot.act("mentions_back", number) + "&" + urlencode({"at": at.isoformat()})
    return offer_undo(response, _("Mention dismissed"), address, seconds=agent.undo_seconds)


@require_POST
@for_agents
def mentions_back(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take back that the agent dismissed what they were asked (`at`: when); 409 when there is nothing to."""
    conversation = find_or_404(agent, number)
    try:
        at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return _too_late()
    if at.tzinfo is None or not verbs.bring_mentions_back(conversation, agent=agent, at=at):
        return _too_late()
    return redirect(spot_of(request).of(number))


@require_POST
@for_agents
def move(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Put it into `to`: spam or trash, and go on to the next one; or back into the inbox."""
    spot, conversation = spot_of(request), find_or_404(agent, number)
    require(agent.role, May.MOVE)
    to, before = request.POST.get("to", ""), facts_of(conversation)
    beside = number_beside(spot.view, agent, conversation, order=spot.order.key)
    try:
        verbs.move(conversation, to=to, by=agent.as_actor())
    except MoveRefused:
        return answer_changed(request, agent, number, spot, _("There is no such place."))
    if to == Place.INBOX:
        response = answer_changed(request, agent, number, spot)
    else:
        response = go_to(request, spot.of(beside) if beside else spot.address)
    return offer(response, request, agent, conversation, before)


@require_POST
@for_agents
def undo(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take back what this agent has just done; 409 with a sentence when it is too late."""
    find_or_404(agent, number)
    conversation = Conversation.objects.visible_to(agent).filter(number=number).first()
    if conversation is None:
        raise Http404
    told = read_offer(request.GET.get("token", ""), agent, conversation)
    try:
        if told is None:
            raise UndoRefused
        verbs.undo(conversation, before=told[0], after=told[1], by=agent.as_actor("undo"))
    except UndoRefused:
        return _too_late()
    return redirect(spot_of(request).of(number))


def _too_late() -> HttpResponse:
    text = _("It is too late to undo that: something has changed since. Nothing was changed now.")
    return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")


@require_http_methods(PAGE)
@for_agents
def merge(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Choose the conversation that this one becomes part of (`into`: its number); `sure` after a warning."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.MOVE)
    if request.method != "POST":
        return _choosing(request, agent, conversation, "merge")
    into = find_other(agent, conversation, request.POST.get("into", ""))
    if into is None:
        return _choosing(request, agent, conversation, "merge", error=_no_other())
    if _differ(conversation, into) and not request.POST.get("sure"):
        return _choosing(request, agent, conversation, "merge", sure_of=into)
    before = facts_of(conversation)
    try:
        verbs.merge(conversation, into=into, by=agent.as_actor())
    except MergeRefused:
        gone = _("One of the two has just been merged: choose again.")
        return _choosing(request, agent, conversation, "merge", error=gone)
    response = go_to(request, spot_of(request).of(into.number))
    return offer(response, request, agent, conversation, before)


@require_POST
@for_agents
def unmerge(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take a part out again (`part`: its number), at any time; the agent must see both."""
    root, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.MOVE)
    parts = Conversation.objects.visible_to(agent).filter(merged_into=root)
    found = parts.filter(number=posted_number(request, "part")).first()
    try:
        if found is None:
            raise MergeRefused
        verbs.unmerge(found, by=agent.as_actor())
    except MergeRefused:
        return answer_changed(
            request, agent, number, spot, _("That conversation is no part of this one any more.")
        )
    messages.success(request, _("#%(number)s is a conversation of its own again.") % {"number": found.number})
    return go_to(request, spot.of(found.number))


@require_http_methods(PAGE)
@for_agents
def link(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Name another conversation (`to`: its number) with a `reason`; both pages show it."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.MOVE)
    if request.method != "POST":
        return _choosing(request, agent, conversation, "link")
    other, reason = (
        find_other(agent, conversation, request.POST.get("into", "")),
        request.POST.get("reason", ""),
    )
    if other is None:
        return _choosing(request, agent, conversation, "link", error=_no_other())
    try:
        if reason not in BY_HAND:
            raise LinkRefused
        verbs.link_by_hand(conversation, to=other, reason=LinkReason(reason), by=agent.as_actor())
    except LinkRefused:
        return _choosing(
            request, agent, conversation, "link", error=_("Choose a reason, and another conversation.")
        )
    return go_to(request, spot_of(request).of(number))


@require_POST
@for_agents
def unlink(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take the link to another conversation off (`other`: its number)."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.MOVE)
    visible = Conversation.objects.visible_to(agent)
    other = visible.filter(number=posted_number(request, "other")).first()
    if other is None or not verbs.unlink(conversation, other=other, by=agent.as_actor()):
        return answer_changed(request, agent, number, spot, _("That link is no longer here."))
    return answer_changed(request, agent, number, spot)


def _no_other() -> str:
    """The same words for what is not there and for what one may not see."""
    return _("There is no such conversation in the inbox: choose another number.")


def _differ(one: Conversation, other: Conversation) -> bool:
    return one.customer_id != other.customer_id or one.mailbox_id != other.mailbox_id


def _choosing(
    request: HttpRequest, agent: Agent, conversation: Any, what: str, error: str = "", sure_of: Any = None
) -> HttpResponse:
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": conversation,
        "what": what,
        "choices": choices(agent, conversation, request.GET.get("q", "")),
        "reasons": [(one.value, one.label) for one in BY_HAND],
        "error": error,
        "sure_of": sure_of,
        "typed": partial(request),  # then the focus stays where one types
    }
    template, status = "workspace/choosing.html", 422 if error else 200
    return render(request, template, context, "choice" if partial(request) else None, status=status)

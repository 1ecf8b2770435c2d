"""Chats that ring, the agent's own seat, and what one does in a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, Team
from handrail.accounts.permissions import May, require
from handrail.channels.chat.attending import NobodyTakes, set_outcome, transfer
from handrail.channels.chat.models import Chat, Signal
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.ringing import NotRinging, pass_on, ring_elsewhere, take
from handrail.channels.chat.seats import keep_seat, seat_of, take_chats
from handrail.channels.chat.showing import MOST_AT_HAND, at_hand, ringing_at, shown_of
from handrail.channels.chat.sitting import stay
from handrail.channels.chat.transfers import Goal, goals_of
from handrail.channels.chat.verbs import block, end, send_transcript, unblock
from handrail.channels.chat.widgets.standing import closed_to_visitors
from handrail.conversations.models import Place as Where
from handrail.conversations.verbs import move
from handrail.core.requests import posted_number
from handrail.ui.fragments import Place, partial, render
from handrail.workspace.pages import can_send, find_or_404, spot_of
from handrail.workspace.views.inbox import answer_changed, go_to

TEMPLATE = "workspace/chat/ringing.html"
Act = Callable[[HttpRequest, Agent, Any], str]


@require_safe
@for_agents
def ringing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What rings at the agent, for their open pages: the bar, and the line of their menu."""
    return _answer_ringing(request, agent)


@require_safe
@for_agents
def waiting(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The agent's own chats, and who waits in one that nobody is in, for the head of open lists."""
    found = [] if agent.is_guest else at_hand(agent)
    context = {"spot": spot_of(request), "chats": found, "is_whole": len(found) < MOST_AT_HAND}
    return render(request, "workspace/chat/waiting.html", context)


@require_POST
@for_agents
def seat(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Take chats from now on (`takes`: 1) or no more (0); or keep how (`limit`, `signal`, …)."""
    require(agent.role, May.REPLY)
    takes = request.POST.get("takes")
    if takes is not None:
        take_chats(agent, takes=takes == "1")
        if takes != "1":
            ring_elsewhere(agent)
    else:
        signal = request.POST.get("signal", "")
        told = signal if signal in Signal.values else Signal.TITLE
        limit = posted_number(request, "limit") or seat_of(agent).limit
        ticks = {name: name in request.POST for name in ("enter_sends", "pushes")}
        keep_seat(agent, limit=limit, signal=told, **ticks)
        messages.success(request, _("Saved."))
    if partial(request):
        return _answer_ringing(request, agent)
    return redirect(reverse("profile") + "#chat")


@require_POST
@for_agents
def here(request: HttpRequest, agent: Agent) -> HttpResponse:
    """An open page of whoever takes chats, or is in one, says that it is there.

    205 when none was before: what the pages show of it is to be asked for anew.
    """
    require(agent.role, May.REPLY)
    return HttpResponse(status=205 if stay(agent.pk) else 204)


def _answer_ringing(request: HttpRequest, agent: Agent) -> HttpResponse:
    found = ringing_at(agent)
    closed = closed_to_visitors(agent) if found.seat.takes_chats else []
    context = {"agent": agent, "ringing": found, "closed": closed}
    beside = {"chat_item": Place("#chat-item", "innerHTML"), "chat_mark": Place("#chat-mark", "innerHTML")}
    return render(request, TEMPLATE, context, "bar", beside=beside)


def _needing(right: May) -> Callable[[Act], Callable[..., HttpResponse]]:
    """A door to one verb of chat, for those who have this right: `act` answers with an error sentence, or
    nothing.
    """

    def made(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        @for_agents
        def door(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
            conversation = find_or_404(agent, number)
            require(agent.role, right)
            try:
                error = act(request, agent, conversation)
            except NotRinging:
                error = _("This chat rings no more: look at what happened.")
            return answer_changed(request, agent, number, spot_of(request), error)

        return door

    return made


_act = _needing(May.REPLY)


@require_POST
@for_agents
def take_chat(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take a chat that rings and go there to write; 409 when somebody was quicker."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.REPLY)
    try:
        take(conversation, by=agent.as_actor())
    except NotRinging:
        return HttpResponse(_("Somebody was quicker."), status=409, content_type="text/plain")
    spot = spot_of(request, None if "view" in request.GET else "mine")
    return go_to(request, spot.of(number) + "&write=1")


@require_POST
@for_agents
def pass_chat(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Let it ring at the next."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.REPLY)
    pass_on(conversation, by=agent.as_actor())
    return _answer_ringing(request, agent) if partial(request) else redirect("home")


@require_safe
@for_agents
def visitor(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Whether the visitor of a chat is here, and up to which entry they have read."""
    shown = shown_of(find_or_404(agent, number), agent)
    return JsonResponse({"here": bool(shown and shown.is_here), "seen": shown.seen if shown else 0})


@require_safe
@for_agents
def transfer_goals(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """To whom a chat could go now, for its menu."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.ASSIGN)
    goals: list[Goal] = goals_of(conversation, but=agent.pk)
    context = {"agent": agent, "goals": goals, "conversation": conversation, "spot": spot_of(request)}
    return render(request, "workspace/chat/goals.html", context)


@_needing(May.ASSIGN)
def transfer_chat(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Let it ring at a colleague (`agent`: key) or in a team (`team`: key)."""
    to: Agent | Team | None = Team.objects.filter(pk=posted_number(request, "team")).first()
    to = to or Agent.objects.filter(pk=posted_number(request, "agent"), is_active=True).first()
    try:
        if to is not None:
            transfer(conversation, to=to, by=agent.as_actor())
            return ""
    except NobodyTakes:
        pass
    return _("Nobody there has room for a chat right now: choose somebody else.")


@_act
def end_chat(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """End it; with `spam` it goes there, and what the visitor writes in it from then on too."""
    end(conversation, by=agent.as_actor())
    if request.POST.get("spam"):
        move(conversation, to=Where.SPAM, by=agent.as_actor())
    return ""


@_act
def block_chat(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Take nothing from its visitor any more (`block`: 1), or take it again (0)."""
    (block if request.POST.get("block") == "1" else unblock)(conversation, by=agent.as_actor())
    return ""


@_act
def transcript(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Mail what was said to the visitor's address."""
    chat = Chat.objects.filter(pk=conversation.pk).first()
    email = (chat.email if chat else "") or next(iter(conversation.address_values or []), "")
    if chat is None or not email:
        return _("The visitor left no address to which a transcript could go.")
    if not can_send(conversation.mailbox_id):
        return _("This mailbox cannot send mail yet.")
    try:
        send_transcript(conversation, chat=chat, email=email, by=agent.as_actor())
    except Refused:
        return _("A transcript goes out once somebody has answered, and three times at most.")
    return ""


@_act
def outcome(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Note what came of it (`outcome`: ordered, not, later, or empty)."""
    try:
        set_outcome(conversation, outcome=request.POST.get("outcome", ""), by=agent.as_actor())
    except ValueError:
        return _("There is no such outcome: choose one of those in the menu.")
    return ""

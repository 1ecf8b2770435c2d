"""What waits for its time: take it back, or let it go now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import Entry
from handrail.ui.fragments import partial
from handrail.ui.undo import offer_undo
from handrail.workspace.pages import Spot, find_or_404, spot_of
from handrail.workspace.views.inbox import answer_changed, go_to


def offer_back(
    response: HttpResponse, request: HttpRequest, agent: Agent, number: int, entry: Entry
) -> HttpResponse:
    """Let the agent take back what they have just sent, as long as they wanted it."""
    if not agent.undo_seconds:
        return response
    says = _("The message will leave at its time.") if request.POST.get("later") else _("Sent.")
    return offer_undo(
        response, says, spot_of(request).act("withdraw", number, entry.pk), seconds=agent.undo_seconds
    )


@require_POST
@for_agents
def withdraw(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """Make it a draft again and go there; 409 when it has begun to leave."""
    conversation, spot = find_or_404(agent, number, sides=True), spot_of(request)
    require(agent.role, May.REPLY)
    draft = verbs.withdraw(conversation, entry=entry, agent=agent)
    if conversation.parent_id:
        return _beside(
            request, spot, conversation, "" if draft else _("It is too late: the message has left.")
        )
    if draft is None and not partial(request):
        return HttpResponse(_("It is too late: the message has left."), status=409, content_type="text/plain")
    if draft is None:
        return answer_changed(request, agent, number, spot, _("It is too late: the message has left."))
    if draft.conversation_id is None:
        return go_to(request, reverse("new_draft", args=[draft.key]))
    return go_to(request, spot.of(number))


@require_POST
@for_agents
def send_now(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """Let it leave at once."""
    conversation, spot = find_or_404(agent, number, sides=True), spot_of(request)
    require(agent.role, May.REPLY)
    is_gone = verbs.send_now(conversation, entry=entry, by=agent.as_actor())
    if conversation.parent_id:
        return _beside(request, spot, conversation, "" if is_gone else _("It does not wait any more."))
    if not is_gone:
        return answer_changed(request, agent, number, spot, _("It does not wait any more."))
    return redirect(spot.of(number)) if not partial(request) else answer_changed(request, agent, number, spot)


def _beside(request: HttpRequest, spot: Spot, side: Any, error: str) -> HttpResponse:
    """Back to the side conversation, with what went wrong."""
    if error:
        messages.error(request, error)
    return go_to(request, spot.beside(side))

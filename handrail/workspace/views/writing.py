"""An open page says that its agent writes: passed on to colleagues at the conversation, never kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may, require
from handrail.conversations.live import page_of
from handrail.core.live import Writer, tell_writing
from handrail.workspace.pages import find_or_404

REPLY, NOTE = "reply", "note"


@require_POST
@for_agents
def writing(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Say `what` is being written (reply, note, or nothing any more); the page does every few seconds."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.NOTE)
    what = request.POST.get("what", "")
    if what == REPLY and not may(agent.role, May.REPLY):
        what = NOTE
    tell_writing(Writer(page_of(conversation), agent.pk, what if what in (REPLY, NOTE) else ""))
    return HttpResponse(status=204)

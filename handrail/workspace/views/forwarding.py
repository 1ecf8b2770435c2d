"""What a forward takes along, shown before it leaves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.channels.email.sending.forwarding import files_along, told
from handrail.conversations.queries.answering import forwardable
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404
from handrail.workspace.written import answered_of


@require_safe
@for_agents
def going_along(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The words and files below those of the agent: of one message (`answers`), or of all."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.ADDRESSES)
    of = forwardable(conversation, answered_of(request))
    context = {"text": told(conversation.pk, of).text, "files": files_along(conversation.pk, of)}
    return render(request, "workspace/going_along.html", context)

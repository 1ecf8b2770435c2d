"""What the palette (Ctrl K) can go to; what can be done here, it finds on the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, Mailbox, Role
from handrail.conversations.queries.views import arrange
from handrail.ui.fragments import render
from handrail.ui.settings_pages import settings_pages
from handrail.workspace.places import places_of

MOST_MAILBOXES = 200


@require_safe
@for_agents
def places(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Views, saved ones as well, each page that stands for itself, and, for admins, each mailbox."""
    mailboxes = Mailbox.objects.visible_to(agent)[:MOST_MAILBOXES] if agent.is_admin else []
    context = {
        "agent": agent,
        "views": [arranged.view for arranged in arrange(agent)],
        "places": places_of(agent),
        "pages": settings_pages(is_admin=agent.is_admin, is_owner=agent.role == Role.OWNER),
        "mailboxes": mailboxes,
    }
    return render(request, "workspace/palette.html", context)

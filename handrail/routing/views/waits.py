"""The page of a mailbox's waits, for admins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.routing.waits.predicting import LEAST
from handrail.routing.waits.reporting import report
from handrail.ui.fragments import render


@require_safe
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What is said of waits in a mailbox, and how often it came true."""
    mailbox = mailbox_or_404(agent, pk)
    context = {
        "mailbox": mailbox,
        "report": report(mailbox, timezone.now()),
        "least": LEAST,
        "section": "mailboxes",
        "part": "waits",
    }
    return render(request, "routing/waits.html", context)

"""Where contacts are settled: one page for leads, the lists behind it, and its files."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from procrastinate.exceptions import AlreadyEnqueued

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.core.requests import whole_number
from handrail.insights import files, tasks
from handrail.insights.asked import WEEKS, Asked
from handrail.insights.ledger import ledger, names_for
from handrail.insights.showing import channel_name, shown
from handrail.insights.turns import SAID, unsent
from handrail.ui.fragments import render

_MARK = "\ufeff"  # by which spreadsheets know UTF-8


@require_safe
@for_admins
def contacts(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The ledger of a stretch of `weeks`, narrowed by channel, language, mailbox and product."""
    found = ledger(agent, _asked(request))
    context = {
        "agent": agent,
        "found": found,
        "asked": found.asked,
        "shown": shown(found),
        "stretches": sorted(WEEKS),
    }
    return render(request, "insights/contacts.html", context)


@require_POST
@for_admins
def count_again(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Count all contacts anew from facts, in a job."""
    with suppress(AlreadyEnqueued):
        tasks.rebuild_contacts_now.defer()
    messages.success(request, _("Everything is being counted anew. This takes some minutes."))
    return redirect("contacts")


@require_safe
@for_admins
def unsent_questions(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Questions that were answered before they were sent, and never were, by what their asker `said`."""
    asked, said = _asked(request), request.GET.get("said", "")
    said = said if said in SAID else next(iter(SAID))
    found = unsent(asked, said, before=whole_number(request.GET.get("before", "")))
    context = {"agent": agent, "asked": asked, "said": said, "ways": SAID, "found": found}
    context |= {"channel_name": channel_name}
    return render(request, "insights/unsent.html", context)


@require_safe
@for_admins
def as_lines(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the page counts as CSV in UTF-8 with a mark, as spreadsheets want it."""
    asked = _asked(request)
    lines = _MARK + "".join(files.as_csv(agent, asked, names_for(agent)))
    return _as_file(HttpResponse(lines, content_type="text/csv; charset=utf-8"), asked, "csv")


@require_safe
@for_admins
def as_program(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the page says as JSON."""
    found = ledger(agent, _asked(request))
    return _as_file(JsonResponse(files.as_json(found)), found.asked, "json")


def _asked(request: HttpRequest) -> Asked:
    return Asked.of(request.GET, timezone.now().astimezone(UTC).date())


def _as_file(response: HttpResponse, asked: Asked, ending: str) -> HttpResponse:
    name = f"contacts-{asked.first}-{asked.today}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response

"""What the assistant would answer, beside a conversation; an agent puts it into the composer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.assistant.inserting import was_inserted
from handrail.assistant.suggesting import Suggestion, last_suggested, suggested, suggests
from handrail.conversations.models import Conversation
from handrail.core.rich_text import written_text
from handrail.playbooks.filling import languages_of
from handrail.ui.fragments import render
from handrail.workspace.foreign import foreign_words
from handrail.workspace.pages import find_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def suggestion(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The suggestion as the panel shows it; POST gives its words for the composer, and counts them as used.

    202 while it is being made: the page asks again. Where what was shown no longer holds POST answers 409,
    with the reason.
    """
    conversation = find_or_404(agent, number)
    require(agent.role, May.NOTE)
    language = next(iter(languages_of(conversation)), "en")
    if request.method == "POST":
        found = last_suggested(conversation, agent, language) if suggests() else None
        return _inserted(found, conversation, for_customer=request.POST.get("kind") != "note")
    found = suggested(conversation, agent, language) if suggests() else Suggestion()
    if found is None:
        return HttpResponse(status=202)
    context: dict[str, Any] = {"conversation": conversation, "suggestion": found, "agent": agent}
    if found.answer:
        context["foreign"] = foreign_words(found.answer.translation.language, language)
    return render(request, "workspace/suggestion.html", context)


def _inserted(found: Suggestion | None, conversation: Conversation, *, for_customer: bool) -> JsonResponse:
    """The words of the answer; only in what goes to the customer they count, and may be foreign (`says`)."""
    if found is None or found.answer is None:
        return JsonResponse({"error": _("Nothing is suggested here any more.")}, status=409)
    told, says = found.answer, ""
    if for_customer:
        was_inserted(told.translation, conversation)
        says = foreign_words(told.translation.language, found.language)
    return JsonResponse({"html": told.html, "text": written_text(told.html), "says": says})

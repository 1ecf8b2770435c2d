"""What the composer asks: the saved replies for a conversation, and one of them filled in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations.models import Conversation
from handrail.conversations.queries.reading import find
from handrail.playbooks.filling import fill_text, languages_of, list_for
from handrail.playbooks.models import SavedReply, SavedText
from handrail.ui.words import language_name


@require_safe
@for_agents
def listing(_request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The saved replies that may be used here, as JSON, best first."""
    conversation = _conversation(agent, number)
    require(agent.role, May.REPLY)
    found = list_for(conversation, agent)
    theirs = next(iter(languages_of(conversation)), "")
    return JsonResponse({"replies": [line | {"in": _told(line["language"], theirs)} for line in found]})


@require_POST
@for_agents
def fill(_request: HttpRequest, agent: Agent, number: int, pk: int) -> HttpResponse:
    """One text filled in for this conversation (`html`, `text`, `missing`); it counts as used."""
    conversation = _conversation(agent, number)
    require(agent.role, May.REPLY)
    visible = SavedReply.objects.visible_to(agent).for_mailbox(conversation.mailbox_id)
    found = SavedText.objects.filter(pk=pk, reply__in=visible).select_related("reply").first()
    if found is None:
        raise Http404
    filled = fill_text(conversation, found, agent)
    filled.count()
    return JsonResponse({"html": filled.html, "text": filled.text, "missing": filled.missing})


def _told(language: str, theirs: str) -> str:
    """The language of a text, and that of the customer where it is another one."""
    if not theirs or language.partition("-")[0].lower() == theirs:
        return language_name(language)
    told = {"language": language_name(language), "theirs": language_name(theirs)}
    return _("%(language)s, not %(theirs)s") % told


def _conversation(agent: Agent, number: int) -> Any:
    try:
        return find(agent, number)
    except Conversation.DoesNotExist:
        raise Http404 from None

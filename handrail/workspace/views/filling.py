"""Fields and kind of a conversation, and the tags it might get: each door answers with its own part alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup, escape

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.fields.values import EARLIEST, LATEST, LONGEST_TEXT, FieldWrong
from handrail.conversations.queries.sheet import sheet_of
from handrail.conversations.queries.tags import suggested_tags
from handrail.conversations.verbs.fields import CloseRefused, FieldRefused, KindRefused
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import conversation_context, find_or_404, spot_of
from handrail.workspace.views.inbox import answer_changed


@require_POST
@for_agents
def field(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Let a field (`key`) say `value`."""
    conversation, key = find_or_404(agent, number), request.POST.get("key", "")
    wrong, typed = "", request.POST.get("value", "")
    try:
        verbs.set_field(conversation, key=key, value=typed, by=agent.as_actor())
    except FieldWrong as problem:
        wrong = told_wrong(problem)
    except FieldRefused:
        gone = _("This field is no longer there.")
        return answer_changed(request, agent, number, spot_of(request), gone)
    return _filled(request, agent, number, key, wrong, typed)


@require_POST
@for_agents
def kind(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Say what kind of contact it is (`kind`: a key, or empty)."""
    conversation = find_or_404(agent, number)
    try:
        verbs.set_kind(conversation, to=request.POST.get("kind", ""), by=agent.as_actor())
    except KindRefused:
        gone = _("This kind is no longer offered: choose another.")
        return answer_changed(request, agent, number, spot_of(request), gone)
    return _filled(request, agent, number)


def _filled(
    request: HttpRequest, agent: Agent, number: int, key: str = "", wrong: str = "", typed: str = ""
) -> HttpResponse:
    """The line that changed, and the timeline; without htmx the page."""
    spot = spot_of(request)
    if not partial(request):
        return answer_changed(request, agent, number, spot, wrong) if wrong else redirect(spot.of(number))
    found = find_or_404(agent, number)
    context: dict[str, Any] = conversation_context(agent, spot, found)
    line = sheet_of(found).line(key)
    context["line"] = replace(line, text=typed, wrong=wrong) if line and wrong else line
    return render(request, "workspace/filled.html", context, status=422 if wrong else 200)


@require_safe
@for_agents
def sheet(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The panel as it is now: an open page asks when somebody else has filled something in.

    Guests have no panels.
    """
    found = find_or_404(agent, number)
    require(agent.role, May.ADDRESSES)
    context = {"conversation": found, "spot": spot_of(request), "reading": {"sheet": sheet_of(found)}}
    return render(request, "workspace/panels/fields.html", context | {"error": ""})


@require_safe
@for_agents
def suggest_tags(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Tags with the letters typed so far (`add`) that the conversation has not yet."""
    conversation = find_or_404(agent, number)
    found = suggested_tags(conversation.pk, request.GET.get("add", ""))
    context = {"suggested": found, "name": "add", "before": ""}
    return render(request, "workspace/tag_suggestions.html", context)


def told_wrong(problem: FieldWrong) -> str:
    """Why a value cannot stand in a field, and what can."""
    sentences = {
        "text": _("Write a line of text."),
        "long": _("That is too long: up to %(longest)d letters fit."),
        "number": _("That is no number: write it like 1234.5."),
        "date": _("That is no date between %(earliest)d and %(latest)d: write it like 2027-01-31."),
        "choice": _("Choose one of those that are offered."),
    }
    facts = {"longest": LONGEST_TEXT, "earliest": EARLIEST, "latest": LATEST}
    return sentences[problem.reason] % facts


def close_refusal(problem: CloseRefused) -> Markup:
    """What is missing, each a link to its field; the island `filling` goes to the first at once."""
    link = Markup('<a href="#field-{key}" data-field="field-{key}">{label}</a>')
    links = [link.format(key=field.key, label=field.label) for field in problem.fields]
    sentence = escape(_("Fill in first what is required to close: %(fields)s."))
    return sentence % {"fields": Markup(", ").join(links)}

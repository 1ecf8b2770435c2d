"""What agents do to a conversation: each view finds it, calls one verb, and answers with what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, Team
from handrail.conversations import verbs
from handrail.conversations.queries.rows import number_beside
from handrail.conversations.statuses import find_status
from handrail.conversations.verbs.assigning import AssigneeRefused
from handrail.conversations.verbs.fields import CloseRefused
from handrail.conversations.verbs.snoozing import SnoozeRefused
from handrail.conversations.verbs.tagging import NewTagRefused, TagLeaves, TagRefused
from handrail.conversations.verbs.undoing import facts_of
from handrail.core.requests import posted_number, typed_moment
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.undoing import offer
from handrail.workspace.views.filling import close_refusal
from handrail.workspace.views.inbox import answer_changed, go_to

Act = Callable[[HttpRequest, Agent, Any], str]


def _act(act: Act) -> Callable[..., HttpResponse]:
    """A door to one verb: `act` answers with an error sentence, or nothing. What it did can be undone."""

    @require_POST
    @for_agents
    def door(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
        conversation = find_or_404(agent, number)
        before = facts_of(conversation)
        error = act(request, agent, conversation)
        response = answer_changed(request, agent, number, spot_of(request), error)
        return offer(response, request, agent, conversation, before)

    return door


@_act
def status(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Set the status (`status`: its key)."""
    chosen = find_status(posted_number(request, "status"))
    if chosen is None:
        return _("That status no longer exists: choose another.")
    try:
        verbs.set_status(conversation, to=chosen, by=agent.as_actor())
    except CloseRefused as problem:
        return close_refusal(problem)
    return ""


@require_POST
@for_agents
def close_and_go(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Close it and go to the next conversation of the view, or to the one before (`to`: next, previous)."""
    spot, conversation = spot_of(request), find_or_404(agent, number)
    back = request.POST.get("to") == "previous"
    beside = number_beside(spot.view, agent, conversation, order=spot.order.key, back=back)
    before = facts_of(conversation)
    try:
        verbs.close(conversation, by=agent.as_actor())
    except CloseRefused as problem:
        return answer_changed(request, agent, number, spot, close_refusal(problem))
    response = go_to(request, spot.of(beside) if beside else spot.address)
    return offer(response, request, agent, conversation, before)


@_act
def assign(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Give it to an agent (`assignee`: key, "me", or empty for nobody) or to a team (`team`: key)."""
    to = _wanted(request, agent, conversation)
    if to is None and (request.POST.get("assignee") or request.POST.get("team")):
        return _("That agent or team is no longer here: choose another.")
    try:
        verbs.assign(conversation, to=to, by=agent.as_actor())
    except AssigneeRefused:
        return _("%(name)s may not see this conversation, or may not answer: choose somebody else.") % {
            "name": to
        }
    return ""


def _wanted(request: HttpRequest, agent: Agent, conversation: Any) -> Agent | Team | None:
    """To whom; a guest's nobody is their team's queue."""
    if request.POST.get("team"):
        return Team.objects.filter(pk=posted_number(request, "team")).first()
    wanted = request.POST.get("assignee", "")
    if not wanted:
        return conversation.team if agent.is_guest else None
    return (
        agent
        if wanted == "me"
        else Agent.objects.filter(pk=posted_number(request, "assignee"), is_active=True).first()
    )


@_act
def priority(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Set it (`priority`: its number), or by `impact` and `urgency`; `reason` says why in a line."""
    reason, is_direct = request.POST.get("reason", ""), "priority" in request.POST
    impact, urgency = posted_number(request, "impact"), posted_number(request, "urgency")
    try:
        if not is_direct and (impact or urgency):
            verbs.weigh(conversation, impact=impact, urgency=urgency, reason=reason, by=agent.as_actor())
        else:
            to = posted_number(request, "priority") if is_direct else conversation.priority
            verbs.set_priority(conversation, to=to, reason=reason, by=agent.as_actor())
    except ValueError:
        both = _("Choose both: whom it concerns, and how long it can wait.")
        return _("There is no such priority.") if is_direct else both
    return ""


@_act
def tags(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Put a tag on (`add`) or take one off (`untag`).

    No field of a form may be called `remove`: the browser would find it where htmx calls the form's method.
    """
    try:
        if untag := request.POST.get("untag", ""):
            verbs.untag(conversation, name=untag, by=agent.as_actor())
        else:
            verbs.tag(conversation, name=request.POST.get("add", ""), by=agent.as_actor())
    except NewTagRefused:
        return _("There is no such tag, and only leads make new ones: choose one of those there are.")
    except TagLeaves:
        return _("This tag is just being deleted: choose another.")
    except TagRefused:
        return _("Write a word for the tag; a conversation holds up to 30.")
    return ""


@_act
def snooze(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Let it sleep (`until`: a time in the agent's zone, or with its own), or wake it (`until` empty)."""
    text = request.POST.get("until", "").strip()
    if not text:
        verbs.wake(conversation, by=agent.as_actor())
        return ""
    until = typed_moment(text if len(text) > len("2026-01-05") else f"{text}T09:00")  # a day alone: at nine
    if until is None:
        return _("That is no time: choose a day and an hour.")
    try:
        verbs.snooze(conversation, until=until, by=agent.as_actor())
    except SnoozeRefused:
        return _("Choose a time to come, on a conversation that is not closed.")
    return ""


@require_POST
@for_agents
def send_again(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Queue a reply that could not be sent (`entry`: its key)."""
    conversation, spot = find_or_404(agent, number, sides=True), spot_of(request)
    verbs.send_again(conversation, entry=posted_number(request, "entry"), by=agent.as_actor())
    if conversation.parent_id:
        return go_to(request, spot.beside(conversation))
    return answer_changed(request, agent, number, spot)


@_act
def part(request: HttpRequest, agent: Agent, conversation: Any) -> str:
    """Take the mails of somebody who joined out of it (`entry`: one of them)."""
    if verbs.part(conversation, entry=posted_number(request, "entry"), by=agent.as_actor()) is None:
        return _("These mails are no longer here, or are the customer's own.")
    return ""

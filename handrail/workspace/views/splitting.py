"""Begin a new conversation with messages of another, and take that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import Message
from handrail.conversations.verbs.splitting import SplitRefused
from handrail.core.requests import whole_number
from handrail.customers.models import Customer
from handrail.ui.fragments import partial, render
from handrail.ui.undo import offer_undo
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.views.inbox import answer_changed, go_to

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def split(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Copy a message (`entry`), and with `how` "on" all after it, into a new conversation of `customer`."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.MOVE)
    if request.method != "POST":
        return _page(request, agent, conversation)
    customer = _writers(conversation).filter(pk=_number(request.POST.get("customer", ""))).first()
    try:
        new = verbs.split(
            conversation,
            entry=_number(request.POST.get("entry", "")),
            by=agent.as_actor(),
            alone=request.POST.get("how") == "alone",
            customer=customer,
            subject=request.POST.get("subject", "").replace("\x00", "").strip()[:500],
        )
    except SplitRefused:
        error = _("Choose a message that is still here, with at most 200 after it.")
        return _page(request, agent, conversation, error)
    response = go_to(request, spot_of(request).of(new.number))
    text = _("#%(number)s begins with copies of these messages") % {"number": new.number}
    address = spot_of(request).act("undo_split", new.number)
    return offer_undo(response, text, address, seconds=agent.undo_seconds)


@require_POST
@for_agents
def undo_split(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Take the new conversation back while nothing has happened in it; else 409 with a sentence."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.MOVE)
    try:
        root = verbs.undo_split(conversation, by=agent.as_actor())
    except SplitRefused:
        text = _("Something has happened in this conversation since: move it to the trash instead.")
        if partial(request):
            return answer_changed(request, agent, number, spot, text)
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    messages.success(request, _("The split was taken back."))
    return go_to(request, spot.of(root.number))


def _page(request: HttpRequest, agent: Agent, conversation: Any, error: str = "") -> HttpResponse:
    said = Message.objects.filter(conversation=conversation).select_related("entry__agent", "entry__customer")
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": conversation,
        "messages_here": list(said.order_by("-entry__at", "-pk")[:MOST_SHOWN])[::-1],
        "chosen": _number(request.GET.get("entry", "") or request.POST.get("entry", "")),
        "customers": list(_writers(conversation)),
        "error": error,
    }
    template, status = "workspace/splitting.html", 422 if error else 200
    return render(request, template, context, "choice" if partial(request) else None, status=status)


def _writers(conversation: Any) -> Any:
    """The conversation's customer, and others who wrote in it: whose the new one may be."""
    wrote = Message.objects.filter(conversation=conversation).values("entry__customer")
    both = Customer.objects.filter(pk__in=wrote) | Customer.objects.filter(pk=conversation.customer_id)
    return both.distinct().order_by("name", "pk")


def _number(text: str) -> int:
    return whole_number(text, digits=18) or 0

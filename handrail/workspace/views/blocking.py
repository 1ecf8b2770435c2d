"""Block a sender from a conversation; the list of blocks in the settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import Block, Place
from handrail.conversations.verbs.blocking import BlockRefused, blockable
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.views.inbox import go_to

MOST_SHOWN = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def block_sender(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Block the customer's address, or as an admin their domain (`block`), or unblock it (`unblock`)."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    require(agent.role, May.MOVE)
    senders = _senders(agent, conversation)
    chosen, freed = request.POST.get("block", ""), request.POST.get("unblock", "")
    if request.method == "POST" and freed in senders and verbs.unblock(freed, by=agent):
        messages.success(request, _("%(sender)s is no longer blocked.") % {"sender": freed})
        return go_to(request, spot.of(number))
    error = ""
    if request.method == "POST" and not freed:
        error = _block(request, agent, conversation, chosen if chosen in senders else "")
        if not error:
            return go_to(request, spot.address)
    blocked = set(Block.objects.hitting(senders).values_list("sender", flat=True))
    context = {
        "agent": agent,
        "spot": spot,
        "conversation": conversation,
        "senders": [(one, one in blocked) for one in senders],
        "error": error,
    }
    return render(request, "workspace/blocking.html", context, status=422 if error else 200)


def _senders(agent: Agent, conversation: Any) -> list[str]:
    """Addresses for everybody; whole domains for admins, as they concern everybody's mail."""
    addresses = blockable(conversation)
    domains = [one.rpartition("@")[2] for one in addresses if "@" in one] if agent.is_admin else []
    return list(dict.fromkeys([*addresses, *domains]))


def _block(request: HttpRequest, agent: Agent, conversation: Any, sender: str) -> str:
    try:
        verbs.block(sender, by=agent)
    except BlockRefused:
        return _("Choose an address or a domain that is not your own.")
    verbs.move(conversation, to=Place.SPAM, by=agent.as_actor(), blocked=sender)
    messages.success(request, _("New mail of %(sender)s goes to spam.") % {"sender": sender})
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def blocks(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All blocked senders: add one (`sender`), or unblock one (`unblock`)."""
    error, sender = "", request.POST.get("sender", "").strip()
    if request.method == "POST":
        try:
            if freed := request.POST.get("unblock", ""):
                verbs.unblock(freed, by=agent)
                messages.success(request, _("%(sender)s is no longer blocked.") % {"sender": freed[:320]})
            else:
                verbs.block(sender, by=agent)
                messages.success(
                    request, _("New mail of %(sender)s goes to spam.") % {"sender": sender[:320]}
                )
            return redirect("blocks")
        except BlockRefused:
            error = _("Write an address or a domain, such as spam.example; not one of your own mailboxes.")
    found = Block.objects.select_related("by")[:MOST_SHOWN]
    context = {"agent": agent, "section": "blocks", "blocks": found, "error": error, "sender": sender}
    return render(request, "workspace/settings/blocks.html", context, status=422 if error else 200)

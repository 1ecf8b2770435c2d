"""Offer to take back what an agent has just done: a signed address that says what to put back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Conversation, Place, Status
from handrail.conversations.verbs.undoing import Facts, changed, facts_of
from handrail.ui.undo import offer_undo
from handrail.workspace.pages import spot_of

_SALT = "undo of an act"
_GRACE = 90  # seconds for a slow line; the toast is gone long before


def offer(
    response: HttpResponse, request: HttpRequest, agent: Agent, conversation: Conversation, before: Facts
) -> HttpResponse:
    """Let the answer offer to undo what differs from `before`; nothing differs, nothing is offered."""
    was, now = changed(before, facts_of(conversation))
    if not was:
        return response
    told = {"agent": agent.pk, "key": conversation.pk, "was": was, "now": now}
    token = signing.dumps(told, salt=_SALT, compress=True)
    address = spot_of(request).act("undo", conversation.number) + "&" + urlencode({"token": token})
    return offer_undo(response, _done(conversation, now), address, seconds=agent.undo_seconds)


def read_offer(token: str, agent: Agent, conversation: Conversation) -> tuple[Facts, Facts] | None:
    """What stood before and after the act that `offer` told of; None if it is another's, or too old."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=30 + _GRACE)
    except signing.BadSignature:
        return None
    if (told["agent"], told["key"]) != (agent.pk, conversation.pk):
        return None
    return told["was"], told["now"]


def _done(conversation: Conversation, now: Facts) -> str:
    """What was done, in a few words."""
    if "merged_into" in now:
        root = Conversation.objects.filter(pk=now["merged_into"]).values_list("number", flat=True).first()
        return _("#%(number)s was merged into #%(into)s") % {"number": conversation.number, "into": root}
    if "place" in now:
        return str(_places()[now["place"]])
    if "status" in now:
        status = Status.objects.get(pk=now["status"])
        is_closed = status.category == Category.CLOSED
        return _("Conversation closed") if is_closed else _("Status: %(name)s") % {"name": status.label}
    if "snoozed_until" in now:
        return _("Snoozed") if now["snoozed_until"] else _("Awake again")
    if "assignee" in now:
        return _("Assignee changed")
    return _("Priority changed") if "priority" in now else _("Tags changed")


def _places() -> dict[str, str]:
    return {
        Place.INBOX: _("Back in the inbox"),
        Place.SPAM: pgettext("done", "Moved to spam"),
        Place.TRASH: pgettext("done", "Moved to the trash"),
    }

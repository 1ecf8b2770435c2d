"""Somebody leaves: their work goes to a colleague, or to nobody."""

from __future__ import annotations

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Conversation
from handrail.conversations.verbs.assigning import AssigneeRefused, assign
from handrail.core.actors import Actor


def hand_over(leaver: int, *, to: Agent | None, by: Actor) -> int:
    """Give everything that is not closed to `to`; what `to` may not see has nobody. Returns how many.

    One conversation at a time, so that it may be begun again; each says so on its timeline.
    """
    count = 0
    left = Conversation.objects.in_inbox().filter(assignee=leaver).exclude(category=Category.CLOSED)
    for conversation in left.order_by("pk").iterator(chunk_size=200):
        try:
            count += assign(conversation, to=to or conversation.team, by=by)
        except AssigneeRefused:
            count += assign(conversation, to=None, by=by)
    return count

"""An agent's own drafts, and what of theirs waits for its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Draft, Message
from handrail.conversations.models.message import waits_for_us
from handrail.conversations.queries.masking import mask_conversation
from handrail.core.masking import mask
from handrail.core.plain_text import preview

MOST_SHOWN = 200


@dataclass(frozen=True)
class Writing:
    """What an agent has begun to write, newest first, and what will leave at its time or is held."""

    drafts: list[Any]
    waiting: list[Any]


def read_writing(agent: Agent) -> Writing:
    """Both lists, in two statements."""
    drafts = Draft.objects.visible_to(agent).select_related("conversation__customer", "beside", "mailbox")
    found = list(drafts.annotate(files=Count("attachments")).order_by("-updated_at", "-pk")[:MOST_SHOWN])
    for draft in found:
        draft.preview = preview(draft.text)  # type: ignore[attr-defined]
    waiting = Message.objects.filter(
        waits_for_us(), entry__agent=agent, conversation__in=Conversation.objects.visible_to(agent)
    )
    waiting = waiting.select_related("conversation__customer").order_by("send_after")[:MOST_SHOWN]
    return _masked(Writing(found, list(waiting)), agent)


def _masked(writing: Writing, agent: Agent) -> Writing:
    for one in (*writing.drafts, *writing.waiting):
        if one.conversation is not None:
            mask_conversation(one.conversation, agent)
    for message in writing.waiting:
        message.subject = mask(message.subject) if agent.is_guest else message.subject
    return writing

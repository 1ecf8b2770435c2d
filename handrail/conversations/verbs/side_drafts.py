"""What an agent is writing to somebody outside, before there is a side conversation to write in."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Draft
from handrail.conversations.verbs.drafting import draft_facts, drop_draft


def find_side_draft(parent: Conversation, *, agent: Agent) -> Draft | None:
    """What this agent has begun to write beside the conversation, or beside what has become part of it."""
    mine = Draft.objects.filter(agent=agent, beside__in=parent.family()).prefetch_related("attachments")
    return mine.order_by("-updated_at").first()


@transaction.atomic
def save_side_draft(
    parent: Conversation, *, agent: Agent, anyway: bool = False, **facts: Any
) -> Draft | None:
    """Keep it; an empty one without files is removed (None), unless it is wanted `anyway`, for a file."""
    told = draft_facts(**facts) | {"mailbox": parent.mailbox}
    found = find_side_draft(parent, agent=agent)
    is_empty = not (told["text"].strip() or told.get("to"))
    if is_empty and not anyway and (found is None or not found.attachments.exists()):
        if found is not None:
            drop_draft(found)
        return None
    where = found.beside_id if found is not None else parent.pk
    return Draft.objects.update_or_create(agent=agent, beside_id=where, defaults=told)[0]

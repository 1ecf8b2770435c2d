"""Give the conversation to an agent, or to nobody."""

from __future__ import annotations

from datetime import datetime

from handrail.accounts.models import Agent, mailbox_ids
from handrail.conversations.events import Assigned
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.verbs import verb


class AssigneeRefused(ValueError):
    """The agent may not see the conversation's mailbox, or no longer works here."""


@verb
def assign(conversation: Conversation, /, *, to: Agent | None, by: Actor, at: datetime | None = None) -> bool:
    """Make `to` responsible; False when they are. Raises AssigneeRefused for one who may not see it."""
    if conversation.assignee_id == (to.pk if to else None):
        return False
    if to is not None and conversation.mailbox_id not in mailbox_ids(to):
        raise AssigneeRefused
    old = conversation.assignee
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    event = Assigned(
        assignee=to.pk if to else None, name=to.name if to else "", old_name=old.name if old else ""
    )
    record(conversation, event, by=by, at=at)
    return True

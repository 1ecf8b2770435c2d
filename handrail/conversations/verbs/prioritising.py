"""Say how urgent it is."""

from __future__ import annotations

from datetime import datetime

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import PriorityChanged
from handrail.conversations.models import Conversation, Priority
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.verbs import verb


@verb
@needs(May.SORT)
def set_priority(conversation: Conversation, /, *, to: int, by: Actor, at: datetime | None = None) -> bool:
    """Set the priority; False when it is that already. Raises ValueError for an unknown one."""
    new = Priority(to)
    if conversation.priority == new:
        return False
    old, conversation.priority = conversation.priority, new
    conversation.save(update_fields=["priority"])
    record(conversation, PriorityChanged(old=old, new=int(new)), by=by, at=at)
    return True

"""Say how urgent it is, and why."""

from __future__ import annotations

from datetime import datetime

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import PriorityChanged
from handrail.conversations.models import Conversation, Priority
from handrail.conversations.priorities import Impact, Urgency, priority_of
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import verb

LONGEST_REASON = 200


@verb
@needs(May.SORT)
def set_priority(
    conversation: Conversation, /, *, to: int, by: Actor, reason: str = "", at: datetime | None = None
) -> bool:
    """Set the priority; False when it is that already and no reason is given. ValueError: no such priority.

    Impact and urgency that said something else before are forgotten: they stand on the timeline.
    """
    new = Priority(to)
    if conversation.priority == new and not reason.strip():
        return False
    return _set(conversation, new, None, None, reason, by, at)


@verb
@needs(May.SORT)
def weigh(
    conversation: Conversation,
    /,
    *,
    impact: int,
    urgency: int,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Set the priority that follows from impact and urgency (`priorities.priority_of`).

    False when all of it is so already. Raises ValueError for unknown ones.
    """
    told = Impact(impact), Urgency(urgency)
    return _set(conversation, priority_of(*told), *told, reason, by, at)


def _set(
    conversation: Conversation,
    new: Priority,
    impact: int | None,
    urgency: int | None,
    reason: str,
    by: Actor,
    at: datetime | None,
) -> bool:
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    facts = {"priority": int(new), "impact": impact, "urgency": urgency, "priority_reason": reason}
    if all(getattr(conversation, name) == value for name, value in facts.items()):
        return False
    old = conversation.priority
    for name, value in facts.items():
        setattr(conversation, name, value)
    update(conversation, *facts)
    told = PriorityChanged(
        old=old, new=int(new), reason=reason, impact=int(impact or 0), urgency=int(urgency or 0)
    )
    record(conversation, told, by=by, at=at)
    return True

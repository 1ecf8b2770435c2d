"""Say that support does not cover a question, and where the customer was guided."""

from __future__ import annotations

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import ScopeChanged, read_event
from handrail.conversations.models import Conversation, Entry
from handrail.conversations.policies import scope_of
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.verbs import verb

LONGEST_WHERE = 300


class ScopeRefused(ValueError):
    """Nobody said where the customer was guided."""


@verb
@needs(May.SORT)
def guide_elsewhere(conversation: Conversation, /, *, where: str, by: Actor) -> bool:
    """Record that it is out of scope and where the customer was guided; False when that stands there already.

    Nothing is sent and no status changes: what one writes to the customer is a reply. Raises ScopeRefused.
    """
    where = " ".join(where.replace("\x00", "").split())[:LONGEST_WHERE]
    if not where:
        raise ScopeRefused
    before = scope_told(conversation)
    if before and before.is_out and before.where == where:
        return False
    products, plan = scope_of(conversation)
    event = ScopeChanged(is_out=True, where=where, products=list(products), plan=plan)
    record(conversation, event, by=by)
    return True


@verb
@needs(May.SORT)
def take_back_guiding(conversation: Conversation, /, *, by: Actor) -> bool:
    """It is in scope after all; False when nobody said anything else."""
    before = scope_told(conversation)
    if before is None or not before.is_out:
        return False
    record(conversation, ScopeChanged(is_out=False), by=by)
    return True


def scope_told(conversation: Conversation) -> ScopeChanged | None:
    """What was said last about its scope."""
    told = Entry.objects.filter(conversation=conversation, kind=ScopeChanged.kind).order_by("-pk").first()
    event = read_event(told.kind, told.data) if told else None
    return event if isinstance(event, ScopeChanged) else None

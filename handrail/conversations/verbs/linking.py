"""Conversations that refer to each other, and people who join one."""

from __future__ import annotations

from datetime import datetime

from handrail.conversations.events import Joined
from handrail.conversations.models import Conversation, Entry, Link, LinkReason
from handrail.conversations.timeline import record
from handrail.conversations.verbs.restricting import carry_over
from handrail.core.actors import Actor
from handrail.core.verbs import verb


@verb
def link(conversation: Conversation, /, *, to: Conversation, reason: LinkReason) -> None:
    """Say on both pages that this conversation refers to another; the first reason stands.

    One that began beside a restricted one, by mail or taken out of it, quotes it: it is restricted as well.
    """
    if conversation.pk == to.pk:
        return
    _link, is_new = Link.objects.get_or_create(conversation=conversation, to=to, defaults={"reason": reason})
    if is_new and reason != LinkReason.BOTH and not conversation.restricted:
        carry_over(to, conversation)


@verb
def mark_joined(
    conversation: Conversation, /, *, entry: int, by: Actor, at: datetime | None = None
) -> Entry | None:
    """Say that somebody else than the customer wrote `entry`; None when they had written here before."""
    if by.customer_id is None or by.customer_id == conversation.customer_id:
        return None
    earlier = Entry.objects.filter(conversation=conversation, kind=Joined.kind, customer_id=by.customer_id)
    if earlier.exists():
        return None
    return record(conversation, Joined(entry=entry, name=by.label), by=by, at=at)

"""Conversations that refer to each other, and people who join one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Joined, Linked, Unlinked
from handrail.conversations.models import BY_HAND, Conversation, Entry, Link, LinkReason
from handrail.conversations.timeline import record
from handrail.conversations.verbs.restricting import carry_over
from handrail.core.actors import Actor
from handrail.core.verbs import lock, verb


class LinkRefused(ValueError):
    """A conversation cannot be linked to itself or its own parts, and only for a reason an agent may give."""


@verb
def link(conversation: Conversation, /, *, to: Conversation, reason: LinkReason) -> None:
    """Say on both pages that this conversation refers to another; the first reason stands.

    One that began beside a restricted one, by mail or taken out of it, quotes it: it is restricted as well.
    """
    conversation, to = conversation.parent or conversation, to.parent or to  # sides are linked to nothing
    if conversation.pk == to.pk:
        return
    _link, is_new = Link.objects.get_or_create(conversation=conversation, to=to, defaults={"reason": reason})
    if is_new and reason != LinkReason.BOTH and not conversation.restricted:
        carry_over(to, conversation)


@verb
@needs(May.MOVE)
def link_by_hand(conversation: Conversation, /, *, to: Conversation, reason: LinkReason, by: Actor) -> bool:
    """Name another conversation for a reason of one's own; False when they are linked already.

    Both timelines say it. Raises LinkRefused for itself, a part of it, or a reason that is not one's own.
    """
    lock(to)
    either = Q(conversation=conversation, to=to) | Q(conversation=to, to=conversation)
    is_side = conversation.parent_id is not None or to.parent_id is not None
    if reason not in BY_HAND or is_side or to.pk in conversation.family():
        raise LinkRefused
    if Link.objects.filter(either).exists():
        return False
    Link.objects.create(conversation=conversation, to=to, reason=reason)
    for one in (conversation, to):
        record(one, Linked(reason=reason), by=by)
    return True


@verb
@needs(May.MOVE)
def unlink(conversation: Conversation, /, *, other: Conversation, by: Actor) -> bool:
    """Take links between the two off, in either direction; False when there is none."""
    lock(other)
    either = Q(conversation=conversation, to=other) | Q(conversation=other, to=conversation)
    reasons = list(Link.objects.filter(either).values_list("reason", flat=True))
    if not reasons:
        return False
    Link.objects.filter(either).delete()
    for one in (conversation, other):
        record(one, Unlinked(reason=reasons[0]), by=by)
    return True


@verb
def mark_joined(
    conversation: Conversation, /, *, entry: int, by: Actor, at: datetime | None = None
) -> Entry | None:
    """Say that somebody else than the customer wrote `entry`; None when they had written here before."""
    if by.customer_id is None or by.customer_id == conversation.customer_id:
        return None
    earlier = Entry.objects.filter(kind=Joined.kind, customer_id=by.customer_id)
    earlier = earlier.filter(conversation__in=conversation.family())
    if earlier.exists():
        return None
    return record(conversation, Joined(entry=entry, name=by.label), by=by, at=at)

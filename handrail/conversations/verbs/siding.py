"""Ask somebody outside by mail, beside a conversation: its customer sees nothing of it, nor do they of that.

A side conversation is a conversation of its own, so that a mail of the one can never be one of the other:
recipients, history, Message-IDs and reply addresses are asked by conversation.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import (
    SideAnswered,
    SideBegun,
    SideClosed,
    SideOpened,
    SideReceived,
    SideSent,
)
from handrail.conversations.models import (
    Category,
    Conversation,
    Direction,
    Draft,
    Entry,
    Message,
    Place,
    SendState,
)
from handrail.conversations.timeline import record
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.beside import show_as_parent, stand
from handrail.conversations.verbs.drafting import move_draft, take_draft
from handrail.conversations.verbs.enclosing import NOTHING, Enclosed, enclose_files, with_quotes
from handrail.conversations.verbs.outsiders import require_outsiders
from handrail.conversations.verbs.replying import state_before
from handrail.conversations.verbs.words import Words, already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import lock, together, verb
from handrail.customers.verbs import find_or_create

MOST_SIDES = 50  # beside one conversation


class SideRefused(ValueError):
    """There is no conversation to ask beside: it lies beside one itself, is erased, or has very many."""


@verb
@needs(May.REPLY)
@needs(May.ADDRESSES)
def begin_side(
    conversation: Conversation,
    /,
    *,
    words: Words,
    by: Actor,
    enclosed: Enclosed = NOTHING,
    once: uuid.UUID | None = None,
    send_after: datetime | None = None,
    at: datetime | None = None,
    send: bool = True,
) -> Entry:
    """Ask the people in `words.recipients`, who are not the customer; returns the mail's entry in the side.

    Of the conversation only what is `enclosed` goes along. Status, wait and promise stay. The same `once`
    twice makes one. With `send=False` (samples) nothing is ever sent. Raises SideRefused, OutsiderRefused.
    """
    if once and (said := Message.objects.select_related("entry__conversation").filter(once=once).first()):
        return said.entry
    at = at or timezone.now()
    side = _begin(conversation, words, by, at)
    entry = _say(side, words, by, enclosed, at, send=send, once=once, send_after=send_after)
    for draft in Draft.objects.filter(agent=by.agent_id, beside__in=conversation.family()):
        move_draft(draft, into=entry.message)
    return entry


def _begin(parent: Conversation, words: Words, by: Actor, at: datetime) -> Conversation:
    is_there = parent.parent_id is None and parent.place != Place.MERGED
    if not is_there or parent.erased_at or parent.sides.count() >= MOST_SIDES:
        raise SideRefused
    first = require_outsiders(parent, words)
    side = begin(
        parent.mailbox,
        customer=find_or_create(first["address"], first.get("name", "")),
        category=Category.OPEN,
        subject=words.subject,
        language=words.language,
        at=at,
        parent=parent,
    )
    if parent.restricted:
        show_as_parent(parent.pk)
    to = [one["address"] for name in ("to", "cc") for one in words.recipients.get(name, [])]
    record(parent, SideBegun(number=side.number, to=to), by=by, at=at)
    _touch(parent, at)
    return side


@verb
@needs(May.REPLY)
@needs(May.ADDRESSES)
def write_side(
    side: Conversation,
    /,
    *,
    words: Words,
    by: Actor,
    once: uuid.UUID | None = None,
    send_after: datetime | None = None,
) -> Entry:
    """Write to the third party again; it waits for them. Raises SideRefused, OutsiderRefused."""
    if said := already_said(side, once):
        return said
    if side.parent is None or side.erased_at:
        raise SideRefused
    require_outsiders(side.parent, words)
    return _say(side, words, by, NOTHING, timezone.now(), once=once, send_after=send_after)


def _say(
    side: Conversation,
    words: Words,
    by: Actor,
    enclosed: Enclosed,
    at: datetime,
    *,
    send: bool = True,
    **when: Any,
) -> Entry:
    parent = side.parent
    if parent is None:
        raise SideRefused
    before = state_before(side, None) if when["send_after"] else None
    words, of = with_quotes(words, parent, enclosed.entries)
    entry = record(side, SideSent(of=of), by=by, at=at)
    state = SendState.QUEUED if send else SendState.SENT
    more = {**when, "before": before, "send_state": state, "sent_at": None if send else at}
    message = keep_words(entry, words, Direction.OUT, **more)
    take_draft(side, by=by, into=message)
    enclose_files(message, parent, enclosed.files)
    side.preview = words.preview
    update(side, "preview")
    _touch(side, at)
    stand(side, Category.WAITING)
    return entry


def receive_beside(
    side: Conversation, /, *, words: Words, by: Actor, at: datetime | None = None, automatic: bool = False
) -> Entry:
    """Append what the third party wrote, and say in the parent that they did: to the team, not as its
    customer's word. Nothing is opened, no promise begins. What a machine wrote answers nothing.
    """
    at = at or timezone.now()
    with together():
        parent = _lock_both(side)
        meeting = words.invitation.as_facts() if words.invitation else None
        entry = record(side, SideReceived(meeting, words.protection), by=by, at=at)
        keep_words(entry, words, Direction.IN, automatic=automatic)
        _touch(side, at)
        if not automatic:
            side.last_customer_entry, side.preview = entry.pk, words.preview
            update(side, "last_customer_entry", "preview")
            stand(side, Category.OPEN)
            parent.last_side_entry = record(parent, SideAnswered(number=side.number), by=by, at=at).pk
            update(parent, "last_side_entry")
            _touch(parent, at)
    return entry


def _lock_both(side: Conversation) -> Conversation:
    """The parent first, as who changes what is seen of it does; a merge may bring another one meanwhile."""
    while True:
        parent = Conversation.objects.get(sides=side.pk)
        lock(parent)
        lock(side)
        if side.parent_id == parent.pk:
            return parent


@verb
def sent_beside(
    side: Conversation, /, *, words: Words, by: Actor, at: datetime, automatic: bool = False
) -> Entry:
    """Append what one of us wrote to the third party with another program; it is never sent again."""
    entry = record(side, SideSent(), by=by, at=at)
    keep_words(entry, words, Direction.OUT, send_state=SendState.SENT, sent_at=at, automatic=automatic)
    if at >= side.last_activity_at and not automatic:
        side.preview = words.preview
        update(side, "preview")
        stand(side, Category.WAITING)
    _touch(side, at)
    return entry


@verb
@needs(May.REPLY)
def close_side(side: Conversation, /, *, by: Actor) -> bool:
    """Nothing more is needed from the third party; False when it is closed."""
    if side.parent_id is None or side.category == Category.CLOSED:
        return False
    stand(side, Category.CLOSED)
    record(side, SideClosed(), by=by)
    return True


@verb
@needs(May.REPLY)
def open_side(side: Conversation, /, *, by: Actor) -> bool:
    """Something is: it stands as who spoke last says; False when it is not closed."""
    if side.parent_id is None or side.category != Category.CLOSED:
        return False
    said = Message.objects.filter(conversation=side, automatic=False).order_by("-pk")
    is_ours = said.values_list("direction", flat=True).first() == Direction.OUT
    stand(side, Category.WAITING if is_ours else Category.OPEN)
    record(side, SideOpened(), by=by)
    return True


def _touch(conversation: Conversation, at: datetime) -> None:
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    update(conversation, "last_activity_at")

"""Answer the customer. The channel's room hears of it and sends."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.events import Replied
from handrail.conversations.models import Conversation, Direction, Entry, Place, SendState, Status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import assign, takes_by_answering
from handrail.conversations.verbs.drafting import take_draft
from handrail.conversations.verbs.moving import move
from handrail.conversations.verbs.overtaken import require_seen
from handrail.conversations.verbs.statuses import set_status
from handrail.conversations.verbs.words import Words, already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import verb


@verb
@needs(May.REPLY)
def reply(
    conversation: Conversation,
    /,
    *,
    words: Words,
    by: Actor,
    then: Status | None = None,
    at: datetime | None = None,
    send: bool = True,
    once: uuid.UUID | None = None,
    send_after: datetime | None = None,
    is_scheduled: bool = False,
    seen: int | None = None,
    taker: Agent | None = None,
) -> Entry:
    """Append our answer, queue it for sending, and give the conversation the status `then`.

    `words.recipients` names who gets it. With `send=False` (imports, samples) nothing is ever sent. The same
    `once` twice makes one answer. Until `send_after` it waits and can be withdrawn; `is_scheduled`
    says that an agent chose that time. Raises Overtaken when others have said something after the entry
    `seen`, the newest that the author has looked at. `taker` becomes the assignee, where answering does that.
    """
    if said := already_said(conversation, once):
        return said
    require_seen(conversation, by=by, seen=seen)
    at = at or timezone.now()
    entry = record(conversation, Replied(), by=by, at=at)
    taker = taker if taker and takes_by_answering(conversation, taker) else None
    before = state_before(conversation, then) | {"took": taker is not None} if send_after else None
    waits: dict[str, Any] = {"send_after": send_after, "is_scheduled": is_scheduled, "before": before}
    state, sent_at = (SendState.QUEUED, None) if send else (SendState.SENT, at)
    message = keep_words(entry, words, Direction.OUT, send_state=state, sent_at=sent_at, once=once, **waits)
    take_draft(conversation, by=by, into=message)
    _answered(conversation, words, at)
    _go_on(conversation, taker, then, by=by, at=at)
    return entry


def _go_on(
    conversation: Conversation, taker: Agent | None, then: Status | None, *, by: Actor, at: datetime
) -> None:
    """Where it is, who has it and how it stands once it is answered."""
    if conversation.place in (Place.SPAM, Place.TRASH, Place.ASSISTANT):  # what one answers is none of these
        move(conversation, to=Place.INBOX, by=by, at=at)
    if taker is not None:
        assign(conversation, to=taker, by=by, at=at)
    if then is not None:
        set_status(conversation, to=then, by=by, at=at)


def _answered(conversation: Conversation, words: Words, at: datetime) -> None:
    conversation.waiting_since = None
    conversation.preview = words.preview
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    update(conversation, "waiting_since", "preview", "last_activity_at")


def state_before(conversation: Conversation, then: Status | None) -> dict[str, Any]:
    """How the conversation stands, for whoever takes the reply back."""
    waiting, snoozed = conversation.waiting_since, conversation.snoozed_until
    return {
        "status": conversation.status_id,
        "then": then.pk if then else conversation.status_id,
        "waiting_since": waiting.isoformat() if waiting else None,
        "snoozed_until": snoozed.isoformat() if snoozed else None,
        "preview": conversation.preview,
    }

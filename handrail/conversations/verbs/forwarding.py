"""Send what was said to somebody else. The customer does not hear of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Forwarded
from handrail.conversations.models import Conversation, Direction, Entry, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs.drafting import take_draft
from handrail.conversations.verbs.words import Words, already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.verbs import verb


@verb
@needs(May.REPLY)
@needs(May.ADDRESSES)
def forward(
    conversation: Conversation,
    /,
    *,
    words: Words,
    of: Sequence[int],
    by: Actor,
    once: uuid.UUID | None = None,
    send_after: datetime | None = None,
) -> Entry:
    """Queue a mail with our `words` and, below them, the messages `of` (entries of this conversation).

    It answers nobody: status and wait stay. The same `once` twice makes one.
    """
    if said := already_said(conversation, once):
        return said
    at = timezone.now()
    to = [person["address"] for name in ("to", "cc") for person in words.recipients.get(name, [])]
    entry = record(conversation, Forwarded(of=list(of), to=to), by=by, at=at)
    message = keep_words(
        entry, words, Direction.FORWARD, send_state=SendState.QUEUED, once=once, send_after=send_after
    )
    take_draft(conversation, by=by, into=message)
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    update(conversation, "last_activity_at")
    return entry

"""Tell the customer that their words have arrived, without anybody having answered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handrail.conversations.events import Acknowledged
from handrail.conversations.models import Conversation, Direction, Entry, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs.words import Words, keep_words
from handrail.core.actors import SYSTEM
from handrail.core.verbs import verb


@verb
def acknowledge(
    conversation: Conversation,
    /,
    *,
    words: Words,
    within_hours: bool = True,
    at: datetime | None = None,
    send: bool = True,
    asked: Sequence[str] = (),
) -> Entry:
    """Append an automatic message and queue it for sending (not with `send=False`: samples).

    It is nobody's answer: the customer waits as before, status and preview stay, search does not know it.
    `asked` names what the message asks for, where something would help and is missing.
    Whether one may be sent, and that there is only one, is the business of the channel's room.
    """
    entry = record(conversation, Acknowledged(within_hours=within_hours, asked=list(asked)), by=SYSTEM, at=at)
    state = SendState.QUEUED if send else SendState.SENT
    keep_words(
        entry,
        words,
        Direction.OUT,
        send_state=state,
        is_searched=False,
        automatic=True,
        sent_at=None if send else entry.at,
    )
    return entry

"""The customer does not answer: remind them, and in the end close."""

from __future__ import annotations

from datetime import datetime

from handrail.conversations.events import Event, Nudged, TimedOut
from handrail.conversations.models import Conversation, Direction, Entry, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs.statuses import close
from handrail.conversations.verbs.words import Words, keep_words
from handrail.core.actors import SYSTEM
from handrail.core.verbs import verb


@verb
def nudge(
    conversation: Conversation, /, *, words: Words, closes_at: datetime, at: datetime | None = None
) -> Entry:
    """Append an automatic message that says when the conversation will be closed; the channel sends it.

    It is nobody's answer and no activity: status and last activity stay. Whether one may be sent is the
    business of the channel's room.
    """
    return _say(conversation, Nudged(closes_at=closes_at), words, at)


@verb
def time_out(conversation: Conversation, /, *, words: Words | None, at: datetime | None = None) -> Entry:
    """Close the conversation and say so; without words nothing is sent."""
    if words is None:
        entry = record(conversation, TimedOut(), by=SYSTEM, at=at)
    else:
        entry = _say(conversation, TimedOut(), words, at)
    close(conversation, by=SYSTEM, at=at)
    return entry


def _say(conversation: Conversation, event: Event, words: Words, at: datetime | None) -> Entry:
    entry = record(conversation, event, by=SYSTEM, at=at)
    keep_words(entry, words, Direction.OUT, send_state=SendState.QUEUED, is_searched=False, automatic=True)
    return entry

"""Write a note that only the team sees."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Noted
from handrail.conversations.models import Conversation, Direction, Entry
from handrail.conversations.timeline import record
from handrail.conversations.verbs.drafting import take_draft
from handrail.conversations.verbs.mentioning import keep_mentions
from handrail.conversations.verbs.words import Words, already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.verbs import verb


@verb
@needs(May.NOTE)
def note(
    conversation: Conversation,
    /,
    *,
    words: Words,
    by: Actor,
    at: datetime | None = None,
    once: uuid.UUID | None = None,
    takes_draft: bool = True,
) -> Entry:
    """Append a note; the files of the agent's draft come along. The same `once` twice makes one note.

    Whom it mentions has it under Mentions until they have answered.

    What comes by mail leaves the draft alone (`takes_draft`): the agent writes something else there.
    """
    if said := already_said(conversation, once):
        return said
    at = at or timezone.now()
    entry = record(conversation, Noted(), by=by, at=at)
    message = keep_words(entry, words, Direction.NOTE, once=once)
    keep_mentions(entry, words.text)
    if takes_draft:
        take_draft(conversation, by=by, into=message)
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    conversation.save(update_fields=["last_activity_at"])
    return entry

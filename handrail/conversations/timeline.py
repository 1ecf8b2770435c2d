"""Write an entry on a conversation's timeline, inside the verb that changed the state."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.conversations.events import Event
from handrail.conversations.models import Conversation, Entry
from handrail.core.actors import Actor
from handrail.core.kept_saves import insert
from handrail.core.verbs import current_work


def record(
    conversation: Conversation,
    event: Event,
    *,
    by: Actor,
    at: datetime | None = None,
    left: int | None = None,
) -> Entry:
    """Append `event` to the timeline; its job and NOTIFY leave with the outermost verb.

    The conversation's row must be locked by a verb, so that entry ids follow the commits. `left` is a team
    that has lost it: its open lists must hear of that.
    """
    work = current_work()
    entry = Entry(
        conversation=conversation,
        kind=event.kind,
        data=event.as_data(),
        actor_kind=by.kind,
        agent_id=by.agent_id,
        customer_id=by.customer_id,
        actor_label=by.label[:200],
        reason=by.reason[:300],
        public=event.public,
        at=at or timezone.now(),
    )
    insert(entry)
    work.add(
        entry.pk,
        event.kind,
        conversation.pk,
        conversation.number,
        conversation.mailbox_id,
        team=None if conversation.parent_id else conversation.team_id,  # guests hear of no side
        restricted=conversation.restricted,
        left=left,
    )
    return entry

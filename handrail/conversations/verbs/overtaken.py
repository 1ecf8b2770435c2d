"""Who writes beside others must not answer past them: a reply waits when something newer was said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.conversations.events import Received, Replied
from handrail.conversations.models import Conversation, Entry, Message, SendState
from handrail.core.actors import Actor


class Overtaken(ValueError):
    """Somebody said something that the author had not seen; `entry` is the newest. Its message says who."""

    def __init__(self, entry: Entry) -> None:
        sentence = _("%(name)s has written in the meantime, so your reply has not been sent. Read it first.")
        super().__init__(sentence % {"name": entry.actor_label or _("Somebody")})
        self.entry = entry


def require_seen(conversation: Conversation, *, by: Actor, seen: int | None) -> None:
    """Raise Overtaken when others have said something to or for the customer after the entry `seen`.

    Call it with the conversation locked, so that of two who send at once one goes and the other waits.
    Machines' mails and what is held back itself count for nothing. None: nobody looked, as in imports.
    """
    if seen is None:
        return
    said = Message.objects.filter(conversation=conversation, pk__gt=seen, automatic=False)
    said = said.filter(entry__kind__in=(Received.kind, Replied.kind)).exclude(send_state=SendState.HELD)
    newer = said.exclude(entry__agent=by.agent_id) if by.agent_id else said
    newest = newer.select_related("entry").order_by("-pk").first()
    if newest:
        raise Overtaken(newest.entry)

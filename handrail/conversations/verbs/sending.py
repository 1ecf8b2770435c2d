"""How far a reply has come on its way out. The channel's room does the sending itself.

The mark "sending" is committed before the first byte leaves, so that after a
crash we know that nobody knows: such a reply becomes "unknown, please check".
"""

from __future__ import annotations

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Replied, SendDismissed, SendFailed
from handrail.conversations.models import UNSENT, Category, Conversation, Direction, Entry, Message, SendState
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.statuses import set_status
from handrail.core.actors import SYSTEM, Actor
from handrail.core.verbs import current_work, verb


@verb
def begin_sending(conversation: Conversation, /, *, entry: int, message_id: str) -> bool:
    """Mark a queued message as being sent; False when it is not queued (any more)."""
    changed = Message.objects.filter(pk=entry, send_state=SendState.QUEUED).update(
        send_state=SendState.SENDING, message_id=message_id
    )
    return bool(changed)


@verb
def put_back(conversation: Conversation, /, *, entry: int, error: str) -> None:
    """The server took nothing: the message waits in the queue for its next try."""
    Message.objects.filter(pk=entry, send_state=SendState.SENDING).update(
        send_state=SendState.QUEUED, send_error=error[:500]
    )


@verb
def finish_sending(conversation: Conversation, /, *, entry: int) -> None:
    """The server has accepted the message."""
    Message.objects.filter(pk=entry).update(send_state=SendState.SENT, sent_at=timezone.now(), send_error="")


@verb
def give_up_sending(conversation: Conversation, /, *, entry: int, state: SendState, error: str) -> None:
    """The message failed, or nobody knows: say so on the timeline, and bring the conversation back.

    Whoever sent it and closed must see that the customer still waits. Nobody waits for an automatic one.
    """
    message = Message.objects.get(pk=entry)
    if message.send_state in (state, SendState.SENT, SendState.PARTLY):
        return
    message.send_state, message.send_error, message.dismissed_at = state, error[:500], None
    message.save(update_fields=["send_state", "send_error", "dismissed_at"])
    about = SendFailed(entry=entry, state=state, error=error[:500], automatic=message.automatic)
    record(conversation, about, by=SYSTEM)
    if message.direction == Direction.OUT and not message.automatic:
        _bring_back(conversation)


def _bring_back(conversation: Conversation) -> None:
    if conversation.category in (Category.CLOSED, Category.WAITING):
        set_status(conversation, to=default_status(Category.OPEN), by=SYSTEM)
    if conversation.waiting_since is None and conversation.parent_id is None:
        asked = Entry.objects.filter(pk=conversation.last_customer_entry).values_list("at", flat=True).first()
        conversation.waiting_since = asked or timezone.now()
        conversation.save(update_fields=["waiting_since"])


@verb
@needs(May.REPLY)
def send_again(conversation: Conversation, /, *, entry: int, by: Actor) -> bool:
    """Queue a failed or unknown reply once more; False when it is neither."""
    unsent = Message.objects.filter(send_state__in=UNSENT, automatic=False)
    changed = unsent.filter(pk=entry, conversation=conversation).update(
        send_state=SendState.QUEUED, send_error="", dismissed_at=None, send_after=None
    )
    if changed:
        current_work().add(entry, Replied.kind, conversation.pk, conversation.number, conversation.mailbox_id)
    return bool(changed)


@verb
@needs(May.REPLY)
def dismiss_unsent(conversation: Conversation, /, *, entry: int, by: Actor) -> bool:
    """Let a failed or unknown message rest: nobody is asked about it any more. False when it is neither."""
    unsent = Message.objects.filter(pk=entry, conversation=conversation).unsent()
    changed = unsent.update(dismissed_at=timezone.now())
    if changed:
        record(conversation, SendDismissed(entry=entry), by=by)
    return bool(changed)

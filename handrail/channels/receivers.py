"""What agents write goes to the door through which the customer came."""

from __future__ import annotations

from handrail.channels.door import door_of
from handrail.conversations.events import (
    Acknowledged,
    ChatTranscript,
    Forwarded,
    Nudged,
    Replied,
    SideSent,
    TimedOut,
)
from handrail.conversations.models import Entry, Message, SendState
from handrail.core.receivers import receiver


@receiver(Replied, Acknowledged, Forwarded, Nudged, TimedOut, SideSent, ChatTranscript)
def deliver_when_queued(entry: Entry) -> None:
    """Hand a queued message to the door of its conversation; hearing of it twice sends it once."""
    queued = Message.objects.filter(pk=entry.pk, send_state=SendState.QUEUED)
    for channel, at in queued.values_list("conversation__channel", "send_after"):
        door_of(channel).deliver(entry, at)

"""What this room does when it hears an event: queue the sending of replies."""

from __future__ import annotations

from handrail.conversations.events import Replied
from handrail.conversations.models import Entry, Message, SendState
from handrail.core.receivers import receiver


@receiver(Replied)
def send_when_queued(entry: Entry) -> None:
    """Queue the reply for sending; hearing of it twice sends it once (see `sending`)."""
    if Message.objects.filter(
        pk=entry.pk, conversation__channel="email", send_state=SendState.QUEUED
    ).exists():
        from handrail.channels.email import tasks

        tasks.send.defer(entry=entry.pk)

"""What this room does when it hears an event: tell that mail has arrived, queue what is to be sent."""

from __future__ import annotations

from handrail.conversations.events import Acknowledged, Received, Replied
from handrail.conversations.models import Entry, Message, SendState
from handrail.core.receivers import receiver


@receiver(Received)
def acknowledge_when_new(entry: Entry) -> None:
    """Tell the customer that their first mail is here; hearing of it twice tells it once."""
    from handrail.channels.email.sending.acknowledging import acknowledge_arrival

    acknowledge_arrival(entry)


@receiver(Received)
def verify_writer(entry: Entry) -> None:
    """Note that the address is its writer's own, if the mail proves it."""
    from handrail.channels.email.verifying import verify

    verify(entry)


@receiver(Replied, Acknowledged)
def send_when_queued(entry: Entry) -> None:
    """Queue the message for sending; hearing of it twice sends it once (see `sending`)."""
    if Message.objects.filter(
        pk=entry.pk, conversation__channel="email", send_state=SendState.QUEUED
    ).exists():
        from handrail.channels.email import tasks

        tasks.send.defer(entry=entry.pk)

"""What this room does when it hears an event: tell that mail has arrived, queue what is to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from handrail.conversations.events import (
    Acknowledged,
    Forwarded,
    Nudged,
    Received,
    Replied,
    SideSent,
    TimedOut,
)
from handrail.conversations.models import Entry, Message, SendState
from handrail.conversations.verbs import hold
from handrail.core.receivers import receiver

BY_MAIL = ("email", "call")  # who called is answered by mail


@receiver(Received)
def acknowledge_when_new(entry: Entry) -> None:
    """Tell the customer that their first mail is here; hearing of it twice tells it once."""
    from handrail.channels.email.sending.acknowledging import acknowledge_arrival

    acknowledge_arrival(entry)


@receiver(Received, gathers=True)
def verify_writers(entries: Sequence[Entry]) -> None:
    """Note that an address is its writer's own, where the mail proves it."""
    from handrail.channels.email.verifying import verify

    verify(entries)


@receiver(Replied, Acknowledged, Forwarded, Nudged, TimedOut, SideSent)
def send_when_queued(entry: Entry) -> None:
    """Queue the message for sending, at its time; hearing of it twice sends it once (see `sending`)."""
    queued = Message.objects.filter(
        pk=entry.pk, conversation__channel__in=BY_MAIL, send_state=SendState.QUEUED
    )
    for send_after in queued.values_list("send_after", flat=True):
        from handrail.channels.email import tasks

        tasks.send.configure(schedule_at=send_after).defer(entry=entry.pk)


@receiver(Received, gathers=True)
def hold_when_customer_was_quicker(entries: Sequence[Entry]) -> None:
    """What was scheduled before the customer wrote again waits for an agent's decision."""
    last = {entry.conversation_id: entry for entry in entries}
    scheduled = Message.objects.filter(
        conversation__in=last, send_state=SendState.QUEUED, is_scheduled=True
    ).values_list("pk", "conversation")
    for message, conversation in scheduled:
        later = [one.pk for one in entries if one.conversation_id == conversation and one.pk > message]
        if Message.objects.filter(pk__in=later, automatic=False).exists():
            hold(last[conversation].conversation, entry=message)

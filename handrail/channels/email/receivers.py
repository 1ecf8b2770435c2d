"""What this room does when it hears an event: tell that mail has arrived, hold what the customer overtook."""

from __future__ import annotations

from collections.abc import Sequence

from handrail.conversations.events import Received
from handrail.conversations.models import Entry, Message, SendState
from handrail.conversations.verbs import hold
from handrail.core.receivers import receiver


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

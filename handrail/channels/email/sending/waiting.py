"""A message that waits for its time: the job looks once more before anything leaves."""

from __future__ import annotations

from django.utils import timezone

from handrail.conversations.models import Message, SendState
from handrail.conversations.verbs import hold


def not_yet(message: Message) -> bool:
    """Whether this one must not leave now: its time comes later (a job waits for it), or the customer wrote.

    A job may be early: clocks differ, and a time can be changed after the job was planned.
    """
    if message.send_state != SendState.QUEUED or message.send_after is None:
        return False
    if message.send_after > timezone.now():
        from handrail.channels.email import tasks

        tasks.send.configure(schedule_at=message.send_after).defer(entry=message.pk)
        return True
    if not message.is_scheduled or message.conversation.last_customer_entry < message.pk:
        return False
    return hold(message.conversation, entry=message.pk)

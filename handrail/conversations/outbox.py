"""From a verb to its receivers: one job per verb call, each receiver in its own savepoint."""

from __future__ import annotations

from django.db import transaction

from handrail.conversations.models import Entry
from handrail.core.jobs import note_failure, note_success
from handrail.core.receivers import receiver_named, receivers_of
from handrail.core.verbs import register_outbox


def install() -> None:
    """Let every verb queue one job for what it recorded."""
    register_outbox(_queue)


def _queue(entries: list[tuple[int, str]]) -> None:
    from handrail.conversations import tasks  # Procrastinate's app is ready only after all rooms are

    heard = [pk for pk, kind in entries if receivers_of(kind)]
    if heard:
        tasks.hear.defer(entries=heard)


def deliver(entries: list[int]) -> None:
    """Let every receiver hear the entries; those that fail are queued again, alone."""
    from handrail.conversations import tasks

    for entry in Entry.objects.filter(pk__in=entries).order_by("pk"):
        for name in receivers_of(entry.kind):
            try:
                with transaction.atomic():
                    receiver_named(name)(entry)
            except Exception as error:
                note_failure(name, str(entry.pk), error)
                tasks.hear_one.configure(schedule_in={"seconds": 4}).defer(entry=entry.pk, receiver=name)


def deliver_one(entry: int, receiver: str) -> None:
    """Let one receiver hear one entry again; raises what the receiver raises, so that it is retried."""
    try:
        with transaction.atomic():
            receiver_named(receiver)(Entry.objects.get(pk=entry))
    except Exception as error:
        note_failure(receiver, str(entry), error)
        raise
    note_success(receiver, str(entry))

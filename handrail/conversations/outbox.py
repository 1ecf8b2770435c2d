"""From a verb to its receivers: one job per unit of work, each receiver in a transaction of its own."""

from __future__ import annotations

from collections import defaultdict, deque

from django.db import transaction

from handrail.conversations.models import Entry
from handrail.core.jobs import note_failure, note_success
from handrail.core.receivers import gathers, hear, receivers_of
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
    heard: dict[str, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(pk__in=entries).select_related("conversation").order_by("pk"):
        for name in receivers_of(entry.kind):
            heard[name].append(entry)
    for name, concerned in heard.items():
        _tell(name, concerned)


def _tell(name: str, entries: list[Entry]) -> None:
    from handrail.conversations import tasks

    portions = deque([entries] if gathers(name) else [[entry] for entry in entries])
    while portions:
        portion = portions.popleft()
        try:
            with transaction.atomic():
                hear(name, portion)
        except Exception as error:
            if len(portion) > 1:  # one of them; the others shall not wait for it
                portions.extend([entry] for entry in portion)
                continue
            note_failure(name, str(portion[0].pk), error)
            tasks.hear_one.configure(schedule_in={"seconds": 4}).defer(entry=portion[0].pk, receiver=name)


def deliver_one(entry: int, receiver: str) -> None:
    """Let one receiver hear one entry again; raises what the receiver raises, so that it is retried."""
    try:
        with transaction.atomic():
            hear(receiver, [Entry.objects.get(pk=entry)])
    except Exception as error:
        note_failure(receiver, str(entry), error)
        raise
    note_success(receiver, str(entry))

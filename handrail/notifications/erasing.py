"""What this room forgets of a person: who a notification says that did it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from handrail.core.erasing import Person, join
from handrail.notifications.models import Notification


def _about(person: Person) -> QuerySet[Notification]:
    named = Q(by__in=[name for name in person.names if name])
    return Notification.objects.filter(named | Q(conversation__customer__in=person.customers)).exclude(by="")


@join("notifications", order=40, count=lambda person: {})
def erase(person: Person) -> Iterator[int]:
    """Take the name off; that somebody was told stays."""
    yield _about(person).update(by="")

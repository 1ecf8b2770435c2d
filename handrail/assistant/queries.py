"""What the settings show of the writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, Sum
from django.utils import timezone

from handrail.assistant.models import WriterCall

DAYS = 30  # for which calls are kept
_SHOWN = 20


@dataclass(frozen=True)
class Spent:
    """What the writer cost in DAYS days, in the owner's currency; how many seconds it took on the mean."""

    calls: int
    cost: float
    seconds: float


def spent() -> Spent:
    """Everything that is kept, summed; one statement."""
    found = WriterCall.objects.aggregate(calls=Count("pk"), cost=Sum("cost"), seconds=Avg("seconds"))
    return Spent(found["calls"], found["cost"] or 0.0, found["seconds"] or 0.0)


def the_last_calls() -> list[WriterCall]:
    """The newest ones; one statement."""
    return list(WriterCall.objects.all()[:_SHOWN])


def forget_calls() -> int:
    """Forget what was sent DAYS days ago; returns how many there were."""
    gone, _ = WriterCall.objects.filter(at__lt=timezone.now() - timedelta(days=DAYS)).delete()
    return gone

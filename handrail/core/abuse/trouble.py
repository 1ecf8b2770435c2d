"""Connections from which somebody was blocked lately: who comes from there works longer, and is held.

A room keeps the day's name of a connection (`addresses.hashed`), not its address, and gives it back when a
person blocks whoever came from there. The name means nothing from the second midnight on, and is forgotten
then. Others who share the connection are never refused for it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import F, Sum
from django.utils import timezone

from handrail.core.abuse.addresses import hashed
from handrail.core.abuse.models import RateCount

_PURPOSE, _DAY = "blocked", 24 * 3600
_BITS_EACH, _MOST_BITS = 2, 5


def blamed(name: str, *, day: datetime) -> None:
    """Somebody was blocked who had come, on that day, from the connection of this name."""
    row, _is_new = RateCount.objects.get_or_create(**_slot(name, day), defaults={"count": 0})
    RateCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def cleared(name: str, *, day: datetime) -> None:
    """They were blocked by mistake, or are forgiven."""
    RateCount.objects.filter(**_slot(name, day), count__gt=0).update(count=F("count") - 1)


def trouble_from(ip: str, *, at: datetime | None = None) -> int:
    """How many that came from this connection today or yesterday were blocked; in one statement."""
    now = at or timezone.now()
    names = [hashed(ip, now), hashed(ip, now - timedelta(days=1))] if ip else []
    found = RateCount.objects.filter(purpose=_PURPOSE, subject__in=names, seconds=_DAY)
    return int(found.aggregate(all=Sum("count"))["all"] or 0)


def more_bits(trouble: int) -> int:
    """How many bits of work more are asked: each blocked makes it four times as long, 32 times at most."""
    return min(trouble * _BITS_EACH, _MOST_BITS)


def _slot(name: str, day: datetime) -> dict[str, object]:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {"purpose": _PURPOSE, "subject": name, "seconds": _DAY, "slot": begin}

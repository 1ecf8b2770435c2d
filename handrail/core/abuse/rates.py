"""Counting in PostgreSQL, so that all web processes and machines count together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from handrail.core.abuse.addresses import hashed
from handrail.core.abuse.models import RateCount
from handrail.core.abuse.policies import Rate

EVERYBODY = "everybody"
# The commit need not wait for the disk: a count that is lost lets one more in.
_COUNT = """
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO core_ratecount (purpose, subject, seconds, slot, count)
    SELECT %s, %s, %s, %s, 1 FROM quick
    ON CONFLICT (purpose, subject, seconds, slot) DO UPDATE SET count = core_ratecount.count + 1
    RETURNING count
"""
_SEEN = "SELECT count FROM core_ratecount WHERE purpose = %s AND subject = %s AND seconds = %s AND slot = %s"


def counted(purpose: str, subject: str, *, seconds: int, at: datetime | None = None) -> int:
    """Count one more of this subject, and say how many that makes in this stretch of `seconds`.

    Call it outside of a transaction: what is rolled back was not counted.
    """
    return _ask(_COUNT, purpose, subject, seconds, at or timezone.now())


def seen(purpose: str, subject: str, *, seconds: int, at: datetime | None = None) -> int:
    """How many were counted in this stretch, without counting."""
    return _ask(_SEEN, purpose, subject, seconds, at or timezone.now())


def fullness(purpose: str, subject: str, rates: Collection[Rate], *, at: datetime | None = None) -> float:
    """How many times its rate the fullest stretch is with one more, without counting; in one statement."""
    now = at or timezone.now()
    slots = {(rate.seconds, _slot(now, rate.seconds)): rate.most for rate in rates}
    seconds, begins = zip(*slots, strict=True)
    kept = RateCount.objects.filter(purpose=purpose, subject=hashed(subject, now))
    kept = kept.filter(seconds__in=seconds, slot__in=begins)
    counts = {(one.seconds, one.slot): one.count for one in kept}
    return max((counts.get(slot, 0) + 1) / most for slot, most in slots.items())


def within(purpose: str, subject: str, *, most: int, seconds: int, at: datetime | None = None) -> bool:
    """Count one more, and say whether the subject stays within `most` in a stretch of `seconds`.

    For limits that go by something else than a connection: an address that is mailed to, a key.
    """
    return counted(purpose, subject, seconds=seconds, at=at) <= most


def _ask(sql: str, purpose: str, subject: str, seconds: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [purpose, hashed(subject, at), seconds, _slot(at, seconds)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _slot(at: datetime, seconds: int) -> datetime:
    """When the stretch began in which a moment lies."""
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)

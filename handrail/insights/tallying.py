"""How many contacts of a day are alike: counted from contacts, and from answers before anything was sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from handrail.insights.models import ReadingTally, Tally
from handrail.insights.outcomes import Outcome

SILENT_AFTER = timedelta(hours=24)  # until then somebody may still send what they began to write

_LOCK = 7_240_621  # of PostgreSQL's advisory locks: who counts a day anew
_TALLY = """
    INSERT INTO insights_tally (day, channel, language, mailbox_id, product, outcome, contacts)
    SELECT day, channel, language, mailbox_id, product, outcome, count(*)
    FROM insights_contact WHERE day = ANY(%(days)s) GROUP BY 1, 2, 3, 4, 5, 6
"""
_READINGS = """
    INSERT INTO insights_readingtally (day, channel, language, helped, not_helped, sent, silent)
    SELECT (at AT TIME ZONE 'UTC')::date, channel, language,
        count(*) FILTER (WHERE conversation_id IS NULL AND vote = 'helped'),
        count(*) FILTER (WHERE conversation_id IS NULL AND vote = 'not'),
        count(*) FILTER (WHERE conversation_id IS NOT NULL),
        count(*) FILTER (WHERE conversation_id IS NULL AND vote IS NULL AND at <= %(silent)s)
    FROM assistant_turn WHERE exchange_id IS NULL AND (is_answer OR read) AND at >= %(since)s GROUP BY 1, 2, 3
"""
_READ = """
    INSERT INTO insights_tally (day, channel, language, product, outcome, contacts)
    SELECT day, channel, language, '', %(outcome)s, helped
    FROM insights_readingtally WHERE day >= %(first)s AND helped > 0
"""


@transaction.atomic
def tally(days: Collection[date]) -> None:
    """Count the contacts of these days anew."""
    if days:
        _alone()
        Tally.objects.filter(day__in=days).exclude(outcome=Outcome.READING).delete()
        _execute(_TALLY, {"days": sorted(days)})


@transaction.atomic
def tally_readings(first: date, now: datetime) -> None:
    """Count those anew who were shown an answer since this day; what was counted before it stays as it is,
    since its questions may be forgotten.
    """
    _alone()
    since = datetime.combine(first, time(), UTC)
    ReadingTally.objects.filter(day__gte=first).delete()
    Tally.objects.filter(day__gte=first, outcome=Outcome.READING).delete()
    _execute(_READINGS, {"since": since, "silent": now - SILENT_AFTER})
    _execute(_READ, {"first": first, "outcome": Outcome.READING})


def _alone() -> None:
    """Two who count the same day would both add its rows."""
    _execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})


def _execute(sql: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

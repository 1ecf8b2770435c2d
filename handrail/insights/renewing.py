"""Keep the ledger up to date: every minute from the timeline, at night from all facts anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from handrail.conversations import events
from handrail.conversations.models import Conversation, Entry
from handrail.core.rests import Rests
from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.counting.forgetting import DAYS
from handrail.insights.facts import Around, around, write_contacts
from handrail.insights.models import Contact, Renewal, Tally
from handrail.insights.outcomes import Outcome
from handrail.insights.tallying import tally, tally_readings

AT_ONCE = 500  # conversations in one transaction; of 2,000 the worker kept 25 MiB for good
REST = 1.0  # of the processor time that was taken: after a bulk change there are many, and nobody waits
_TURNING = timedelta(minutes=15)  # longer than any verb takes to commit
_READ_AGAIN = 3  # days of answers before sending that are counted every minute: silence is told after one

_NOW = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_CHANGED = """
    SELECT DISTINCT conversation_id FROM conversations_entry
    WHERE id > %(entry)s AND transaction >= %(horizon)s::text::xid8 AND kind <> ALL(%(aside)s)
"""
# They change nothing of what `facts` reads, and may have been done to 100,000 at once. Whoever is given what
# the assistant has takes it: that counts.
_ASIDE = [one.kind for one in (events.PriorityChanged, events.Tagged, events.Untagged)]


def renew() -> int:
    """Look at every conversation on whose timeline something that may count was written since the last time;
    returns how many.

    A ledger that was never made, or of another database server's numbers (restored from a backup), is made
    anew.
    """
    seen = _horizon()
    mark = Renewal.objects.filter(pk=1).first()
    if mark is None or mark.whole_at is None or mark.horizon > seen:
        return rebuild()
    with transaction.atomic():
        keys = _with_family(_changed(mark))
        _write(keys, around())
        tally_readings(since(_READ_AGAIN), timezone.now())
        _turn(mark, seen)
    return len(keys)


def rebuild() -> int:
    """Make the whole ledger anew from facts, in portions; returns how many conversations were looked at.

    Answers before sending are forgotten after 90 days: what was counted of older ones stays.
    """
    seen, known, looked_at = _horizon(), around(), 0
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    for keys in _portions():
        with transaction.atomic():
            write_contacts(keys, known)
        looked_at += len(keys)
    tally(_all_days())
    tally_readings(since(DAYS), timezone.now())
    now = timezone.now()
    marks = {"entry": last, "next_entry": last, "horizon": seen, "turned_at": now, "at": now, "whole_at": now}
    Renewal.objects.update_or_create(pk=1, defaults=marks)
    return looked_at


def _horizon() -> int:
    """The oldest transaction that may not have been committed yet."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        return int(cursor.fetchone()[0])


def _changed(mark: Renewal) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"entry": mark.entry, "horizon": mark.horizon, "aside": _ASIDE})
        return [key for (key,) in cursor.fetchall()]


def _with_family(keys: list[int]) -> list[int]:
    """With what they were merged into: it may have another outcome now."""
    found = Conversation.objects.filter(Q(pk__in=keys) | Q(members__in=keys))
    return sorted(set(found.values_list("pk", flat=True)) | set(keys))


def _write(keys: list[int], known: Around) -> None:
    days, rests = set[date](), Rests(REST)
    for first in range(0, len(keys), AT_ONCE):
        days |= write_contacts(keys[first : first + AT_ONCE], known)
        rests.take()
    tally(days)


def _turn(mark: Renewal, seen: int) -> None:
    now = timezone.now()
    if mark.turned_at <= now - _TURNING:
        last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        mark.entry, mark.next_entry, mark.turned_at = mark.next_entry, last, now
    mark.horizon, mark.at = seen, now
    mark.save()


def _portions() -> Iterator[list[int]]:
    """Keys of all conversations, some at a time."""
    keys = Conversation.objects.order_by("pk").values_list("pk", flat=True)
    last = 0
    while found := list(keys.filter(pk__gt=last)[:AT_ONCE]):
        yield found
        last = found[-1]


def _all_days() -> list[date]:
    counted = Tally.objects.exclude(outcome=Outcome.READING).values_list("day", flat=True)
    return sorted({*Contact.objects.values_list("day", flat=True).distinct(), *counted.distinct()})

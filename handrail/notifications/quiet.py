"""Quiet hours: pure arithmetic on the clock of one zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_ends(now: datetime, zone: ZoneInfo, begins: time | None, ends: time | None) -> datetime | None:
    """When the quiet in which `now` lies is over, in UTC; None when nothing is quiet.

    From `begins` up to `ends` every day, over midnight when `ends` is earlier; equal times are no quiet.
    A time that the clock leaves out in spring, or has twice in autumn, is read as its first (PEP 495).
    """
    if begins is None or ends is None or begins == ends:
        return None
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        first = datetime.combine(day, begins, zone)
        last = datetime.combine(day if begins < ends else day + timedelta(days=1), ends, zone)
        if first.astimezone(UTC) <= now < last.astimezone(UTC):
            return last.astimezone(UTC)
    return None

"""Days and spans as people type them: 2026-01-31, 2026-01, 2026, today, yesterday, 7d, 12h. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_AGO = re.compile(r"(\d{1,5})([hdwmy])")
_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_FIRST, _LAST = 1970, 8999  # years


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment at which the day (month, year) begins, or so long ago; in the zone of `now`.

    A month counts 30 days and a year 365 when they are a span. None for what is no date.
    """
    text = text.strip().lower()
    if text in _NAMED:
        return midnight(now, _NAMED[text])
    if ago := _AGO.fullmatch(text):
        return _ago(now, int(ago.group(1)), ago.group(2))
    if day := _DAY.fullmatch(text):
        return _day(now, *(int(part or 1) for part in day.groups()))
    return None


def midnight(now: datetime, days: int = 0) -> datetime:
    """The beginning of the day `days` after that of `now`."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=days)
    return day.replace(tzinfo=now.tzinfo)


def _ago(now: datetime, count: int, unit: str) -> datetime | None:
    try:
        found = now - count * _UNITS[unit]
    except OverflowError:
        return None
    return found if found.year >= _FIRST else None


def _day(now: datetime, year: int, month: int, day: int) -> datetime | None:
    if not _FIRST <= year <= _LAST:
        return None
    try:
        return datetime(year, month, day, tzinfo=now.tzinfo)
    except ValueError:
        return None

"""When people are at work: pure arithmetic over local clocks; no database, no clock of its own.

A time on the wall that the clock skips or shows twice is read as RFC 5545 §3.3.5 says: a skipped one with the
offset before the gap, a repeated one as its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
_LOOKED_AHEAD = 400  # days: who does not open within a year has no hours


@dataclass(frozen=True, order=True)
class Slot:
    """A time of work in each week: `day` 0 is Monday, `begins` and `ends` are minutes after its midnight.

    One that goes past midnight ends after 1440. Raises ValueError for what is no time of work.
    """

    day: int
    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not (0 <= self.day <= 6 and 0 <= self.begins < DAY and self.begins < self.ends <= 2 * DAY):
            raise ValueError(f"{self} is no time of work")
        if self.ends - self.begins > DAY:
            raise ValueError(f"{self} is longer than a day")


@dataclass(frozen=True)
class Hours:
    """The hours of a week in one IANA zone, and the dates on which no slot begins.

    What begins the evening before a holiday goes on past midnight: it belongs to the day it begins on.
    """

    zone: ZoneInfo
    slots: tuple[Slot, ...]
    holidays: frozenset[date] = frozenset()


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody is at work at this moment (aware); a slot's end does not belong to it."""
    moment = at.astimezone(UTC)
    today = moment.astimezone(hours.zone).date()
    days = (today + timedelta(days=past) for past in range(-2, 2))  # slots may be of the day before
    return any(begins <= moment < ends for day in days for begins, ends in _openings(hours, day))


def opens_next(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` (aware) on at which somebody is at work, in UTC; None within a year."""
    moment = at.astimezone(UTC)
    if is_open(hours, moment):
        return moment
    today = moment.astimezone(hours.zone).date()
    for ahead in range(-1, _LOOKED_AHEAD):
        later = [
            begins
            for begins, ends in _openings(hours, today + timedelta(days=ahead))
            if moment < begins < ends
        ]
        if later:
            return min(later)
    return None


def _openings(hours: Hours, day: date) -> Iterator[tuple[datetime, datetime]]:
    """From when to when (UTC) the slots that begin on a day last."""
    if day in hours.holidays:
        return
    for slot in hours.slots:
        if slot.day == day.weekday():
            yield _moment(hours.zone, day, slot.begins), _moment(hours.zone, day, slot.ends)


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    at = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return at.replace(tzinfo=zone).astimezone(UTC)

"""When people are at work: pure arithmetic over local clocks; no database, no clock of its own.

A time on the wall that the clock skips or shows twice is read as RFC 5545 §3.3.5 says: a skipped one with the
offset before the gap, a repeated one as its first occurrence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60
Opening = tuple[datetime, datetime]
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
    """The hours of a week in one IANA zone; `holidays` are the dates on which others hold, or none.

    What begins the evening before a holiday goes on past midnight: it belongs to the day it begins on.
    """

    zone: ZoneInfo
    slots: tuple[Slot, ...]
    holidays: Mapping[date, tuple[Slot, ...]] = field(default_factory=dict, hash=False)

    def slots_on(self, day: date) -> tuple[Slot, ...]:
        """What begins on a date."""
        holiday = self.holidays.get(day)
        return self._by_weekday[day.weekday()] if holiday is None else holiday

    @cached_property
    def _by_weekday(self) -> tuple[tuple[Slot, ...], ...]:
        return tuple(tuple(slot for slot in self.slots if slot.day == day) for day in range(7))


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody is at work at this moment (aware); a slot's end does not belong to it."""
    moment = at.astimezone(UTC)
    today = moment.astimezone(hours.zone).date()
    days = (today + timedelta(days=past) for past in range(-2, 2))  # slots may be of the day before
    return any(begins <= moment < ends for day in days for begins, ends in openings(hours, day))


def opens_next(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` (aware) on at which somebody is at work, in UTC; None within a year."""
    moment = at.astimezone(UTC)
    if is_open(hours, moment):
        return moment
    today = moment.astimezone(hours.zone).date()
    for ahead in range(-1, _LOOKED_AHEAD):
        later = [
            begins
            for begins, ends in openings(hours, today + timedelta(days=ahead))
            if moment < begins < ends
        ]
        if later:
            return min(later)
    return None


def closed_until(hours: Hours | None, at: datetime) -> datetime | None:
    """When somebody is at work again, in UTC; None while somebody is or always is, or within a year."""
    return None if hours is None or is_open(hours, at) else opens_next(hours, at)


def openings(hours: Hours, day: date) -> tuple[Opening, ...]:
    """From when to when (UTC) the slots that begin on a date last, in the order of the clock on the wall."""
    slots = hours.slots_on(day)
    return _openings(hours.zone, slots, day) if slots else ()


@lru_cache(maxsize=16_384)
def _openings(zone: ZoneInfo, slots: tuple[Slot, ...], day: date) -> tuple[Opening, ...]:
    return tuple((_moment(zone, day, slot.begins), _moment(zone, day, slot.ends)) for slot in slots)


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    at = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return at.replace(tzinfo=zone).astimezone(UTC)

"""A clock that runs as a team answers: it stands while nobody is there, and slows where answers are rare.

Pure. Times are hours since 1970 (UTC, floats); what the clock shows is in hours of ordinary work.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from handrail.routing.hours import Hours, openings

BIN = 0.25  # hours; what opens within a quarter is read as the part of it that is open
DAY_TYPES = 3  # Monday to Friday, Saturday, Sunday
CELLS = DAY_TYPES * 24


def hours_since_1970(moment: datetime) -> float:
    """A moment (aware) as this room reckons with it."""
    return moment.timestamp() / 3600


def moment_of(hours: float) -> datetime:
    """The same the other way, in UTC."""
    return datetime.fromtimestamp(hours * 3600, UTC)


class Calendar:
    """Quarters of an hour from one time to another: which part of each is open, and to which cell it belongs.

    A cell is an hour of the day on the wall, apart for weekdays, Saturdays and Sundays. Without hours all
    is open.
    """

    def __init__(self, begins: float, ends: float, hours: Hours | None, zone: ZoneInfo) -> None:
        self.begins = begins - begins % BIN
        self.count = int((ends - self.begins) / BIN) + 2
        self.hours, self.zone = hours, hours.zone if hours else zone

    @cached_property
    def open(self) -> list[float]:
        """The open part of each quarter, 0 to 1."""
        if self.hours is None:
            return [1.0] * self.count
        found = [0.0] * self.count
        day = moment_of(self.begins).astimezone(self.zone).date() - timedelta(days=2)
        last = moment_of(self.begins + self.count * BIN).astimezone(self.zone).date()
        while day <= last:
            self._open_on(day, self.hours, found)
            day += timedelta(days=1)
        return found

    def _open_on(self, day: date, hours: Hours, found: list[float]) -> None:
        for begins, ends in openings(hours, day):
            first = (hours_since_1970(begins) - self.begins) / BIN
            last = (hours_since_1970(ends) - self.begins) / BIN
            for bin_ in range(max(int(first), 0), min(int(last) + 1, self.count)):
                part = min(last, bin_ + 1) - max(first, bin_)
                found[bin_] = min(found[bin_] + max(part, 0.0), 1.0)

    @cached_property
    def cells(self) -> list[int]:
        """The cell of each quarter."""
        starts = (moment_of(self.begins + bin_ * BIN).astimezone(self.zone) for bin_ in range(self.count))
        return [max(local.weekday() - 4, 0) * 24 + local.hour for local in starts]


class Clock:
    """What a calendar shows when each of its cells runs at a pace of its own (1: as ordinary)."""

    def __init__(self, calendar: Calendar, pace: Sequence[float] = (1.0,) * CELLS) -> None:
        self.calendar = calendar
        runs = (share * pace[cell] * BIN for share, cell in zip(calendar.open, calendar.cells, strict=True))
        self._shown = list(accumulate(runs, initial=0.0))

    def shows(self, at: float) -> float:
        """What it shows at a time; nothing is known outside its calendar, where it stands."""
        place = (at - self.calendar.begins) / BIN
        bin_ = int(place)
        if bin_ < 0:
            return 0.0
        if bin_ >= self.calendar.count:
            return self._shown[-1]
        before = self._shown[bin_]
        return before + (place - bin_) * (self._shown[bin_ + 1] - before)

    def when(self, shown: float) -> float | None:
        """The first time at which it shows that much; None when it never does within its calendar."""
        bin_ = bisect_left(self._shown, shown)
        if bin_ >= len(self._shown):
            return None
        if bin_ == 0:
            return self.calendar.begins
        before, after = self._shown[bin_ - 1], self._shown[bin_]
        return self.calendar.begins + BIN * (bin_ - 1 + (shown - before) / (after - before))

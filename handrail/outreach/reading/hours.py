"""When the team is there, on its own clock and on the reader's: the coming week day by day, and holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

from handrail.accounts.models import Mailbox
from handrail.core.zones import zone
from handrail.routing.hours import Hours, Opening, is_open, openings, opens_next
from handrail.routing.models import MailboxHours
from handrail.ui.words import reader_locale

DAYS = 7
AHEAD, MOST_HOLIDAYS = timedelta(days=90), 6


@dataclass(frozen=True)
class OpenDay:
    """One date of the team's calendar: from when to when somebody is there, and what is celebrated."""

    day: date
    openings: tuple[Opening, ...]
    holiday: str = ""


@dataclass(frozen=True)
class Desk:
    """When mailboxes of these names are looked after; without a `week` always.

    `opens` is in UTC, None within a year. `language` is that in which its holidays are named.
    """

    names: tuple[str, ...]
    zone: ZoneInfo
    is_open: bool = True
    opens: datetime | None = None
    week: tuple[OpenDay, ...] = ()
    holidays: tuple[OpenDay, ...] = ()
    language: str = field(default="", compare=False)


def desks_of(mailboxes: Iterable[Mailbox], now: datetime) -> list[Desk]:
    """The hours of these mailboxes, those with the same hours together; one statement."""
    wanted = {one.pk: one for one in mailboxes}
    kept = {one.mailbox_id: one for one in MailboxHours.objects.filter(mailbox__in=wanted)}
    found: dict[Desk, list[str]] = {}
    for pk, mailbox in wanted.items():
        found.setdefault(_desk(mailbox, kept.get(pk), now), []).append(mailbox.name)
    return [replace(desk, names=tuple(names)) for desk, names in found.items()]


def _desk(mailbox: Mailbox, kept: MailboxHours | None, now: datetime) -> Desk:
    if kept is None:
        return Desk((), zone(mailbox.time_zone))
    hours, days = kept.as_hours(), kept.days
    today = now.astimezone(hours.zone).date()
    coming = [one for one in days if today <= one.day <= today + AHEAD][:MOST_HOLIDAYS]
    names = {one.day: one.name for one in days}
    return Desk(
        names=(),
        zone=hours.zone,
        is_open=is_open(hours, now),
        opens=opens_next(hours, now),
        week=tuple(week_from(hours, today, names)),
        holidays=tuple(OpenDay(one.day, openings(hours, one.day), one.name) for one in coming),
        language=mailbox.language,
    )


def week_from(hours: Hours, today: date, names: dict[date, str]) -> Iterable[OpenDay]:
    """The seven dates that begin with today; `names` are those of holidays."""
    for ahead in range(DAYS):
        day = today + timedelta(days=ahead)
        yield OpenDay(day, openings(hours, day), names.get(day, ""))


def weekday(day: date) -> str:
    """A date with its weekday, in the language that is active: Mon, 30 Nov."""
    return str(format_skeleton("MMMEd", day, locale=reader_locale()))


def spoken(one: OpenDay, on: ZoneInfo) -> str:
    """The times of a day on the clock of a zone, in the language that is active: 09:00–12:00, 13:00–17:00.

    Where that clock shows another date, the weekday stands before the time. A day that lasts until midnight
    ends at 24:00.
    """
    parts = ((_clock(begins, on, one.day), _end(begins, ends, on)) for begins, ends in one.openings)
    return ", ".join(map("–".join, parts))


def _end(begins: datetime, ends: datetime, on: ZoneInfo) -> str:
    first, last = begins.astimezone(on), ends.astimezone(on)
    is_midnight = (last.hour, last.minute) == (0, 0) and last.date() > first.date()
    return "24:00" if is_midnight else _clock(ends, on, None)


def _clock(moment: datetime, on: ZoneInfo, day: date | None) -> str:
    local, locale = moment.astimezone(on).replace(tzinfo=None), reader_locale()
    clock = format_time(local, "HH:mm", locale=locale)
    if day is None or local.date() == day:
        return str(clock)
    return f"{format_date(local, 'EEE', locale=locale)} {clock}"

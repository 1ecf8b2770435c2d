"""Hours are instants, also on the two days of a year on which the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.routing.hours import DAY, Hours, Slot, is_open, opens_next

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = tuple(Slot(day, begins * 60, ends * 60) for day in range(5) for begins, ends in ((9, 12), (13, 17)))
HOURS = Hours(BERLIN, OFFICE, {date(2026, 12, 25): ()})


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-26 09:00", True),
        ("2026-11-26 08:59:59.999999", False),
        ("2026-11-26 12:00", False),  # the end does not belong to it
        ("2026-11-26 13:00", True),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-12-25 10:00", False),  # a holiday, on a Friday
    ],
)
def test_an_office(moment: str, open_: bool) -> None:
    assert is_open(HOURS, at(moment)) == open_


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-26 12:30", "2026-11-26 13:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),  # over the week-end
        ("2026-12-24 17:30", "2026-12-28 09:00"),  # over the holiday
    ],
)
def test_when_people_are_back(moment: str, opens: str) -> None:
    assert opens_next(HOURS, at(moment)) == at(opens)


def test_who_is_open_opens_now() -> None:
    assert opens_next(HOURS, at("2026-11-26 10:00")) == at("2026-11-26 10:00")


def test_a_night_shift_goes_on_past_midnight_and_into_a_holiday() -> None:
    night = Hours(BERLIN, (Slot(3, 22 * 60, DAY + 6 * 60),), {date(2026, 11, 27): ()})
    assert is_open(night, at("2026-11-27 05:59"))  # it began on Thursday
    assert not is_open(night, at("2026-11-27 06:00"))
    assert not is_open(night, at("2026-11-27 23:00"))


def test_the_clock_jumps_forward() -> None:
    hours = Hours(BERLIN, (Slot(6, 60, 4 * 60),))  # Sunday, 1:00 to 4:00: two hours on that day
    begins = at("2026-03-29 01:00").astimezone(UTC)
    assert opens_next(hours, at("2026-03-28 12:00")) == begins
    assert is_open(hours, begins + timedelta(hours=2) - timedelta(microseconds=1))
    assert not is_open(hours, begins + timedelta(hours=2))


def test_a_time_that_the_clock_skips_or_shows_twice() -> None:
    hours = Hours(BERLIN, (Slot(6, 150, 300),))  # Sunday, 2:30 to 5:00
    assert opens_next(hours, at("2026-03-29 00:00")) == at("2026-03-29 03:30")  # RFC 5545 §3.3.5
    assert opens_next(hours, at("2026-10-25 00:00")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_who_never_opens() -> None:
    assert opens_next(Hours(BERLIN, ()), at("2026-11-26 10:00")) is None
    holidays = {date(2026, 11, 1) + timedelta(days=ahead): () for ahead in range(500)}
    assert opens_next(Hours(BERLIN, OFFICE, holidays), at("2026-11-26 10:00")) is None


@pytest.mark.parametrize("wrong", [(7, 0, 60), (0, -1, 60), (0, 60, 60), (0, DAY, DAY + 1), (0, 1, DAY + 2)])
def test_what_is_no_time_of_work(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"day|time of work"):
        Slot(*wrong)


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
).map(ZoneInfo)
SLOTS = st.builds(
    lambda day, begins, length: Slot(day, begins, begins + length),
    st.integers(0, 6),
    st.integers(0, DAY - 1),
    st.integers(1, DAY),
)
WEEKS = st.lists(SLOTS, max_size=6).map(tuple)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(ZONES, WEEKS, MOMENTS)
def test_away_from_a_jump_the_clock_on_the_wall_decides(
    zone: ZoneInfo, week: tuple[Slot, ...], moment: datetime
) -> None:
    offsets = {(moment + timedelta(hours=h)).astimezone(zone).utcoffset() for h in range(-50, 51)}
    local = moment.astimezone(zone)
    minute = local.weekday() * DAY + local.hour * 60 + local.minute
    shown = any(
        slot.day * DAY + slot.begins <= minute + around < slot.day * DAY + slot.ends
        for slot in week
        for around in (0, 7 * DAY)
    )
    if len(offsets) == 1:
        assert is_open(Hours(zone, week), moment) == shown


@given(ZONES, WEEKS, MOMENTS, st.frozensets(st.dates(date(2025, 1, 1), date(2028, 1, 1)), max_size=5))
def test_it_opens_when_it_says_and_not_before(
    zone: ZoneInfo, week: tuple[Slot, ...], moment: datetime, holidays: frozenset[date]
) -> None:
    hours = Hours(zone, week, dict.fromkeys(holidays, ()))
    opens = opens_next(hours, moment)
    if opens is None:
        return  # no week at all, or slots of a jump's night only
    assert opens >= moment
    assert is_open(hours, opens)
    assert (opens == moment) == is_open(hours, moment)
    between = (opens - moment) / 7
    assert not any(is_open(hours, moment + between * part) for part in range(7) if opens > moment)
    if opens > moment:
        assert not is_open(hours, opens - timedelta(microseconds=1))


@given(ZONES, WEEKS.filter(bool), MOMENTS)
def test_every_week_with_a_long_slot_opens_within_eight_days(
    zone: ZoneInfo, week: tuple[Slot, ...], moment: datetime
) -> None:
    opens = opens_next(Hours(zone, week), moment)
    if any(slot.ends - slot.begins > 120 for slot in week):
        assert opens is not None
        assert opens - moment <= timedelta(days=8)


def test_on_a_holiday_other_hours_may_hold() -> None:
    eve = Hours(BERLIN, OFFICE, {date(2026, 12, 24): (Slot(3, 10 * 60, 11 * 60),)})
    assert not is_open(eve, at("2026-12-24 09:30"))
    assert opens_next(eve, at("2026-12-24 00:00")) == at("2026-12-24 10:00")
    assert opens_next(eve, at("2026-12-24 11:00")) == at("2026-12-25 09:00")

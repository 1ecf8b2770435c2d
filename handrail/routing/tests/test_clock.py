"""The clock of a promise against a slow one that looks at every minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.routing.clock import FARTHEST, Pause, due, left, worked
from handrail.routing.hours import DAY, Hours, Slot, is_open

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(
    BERLIN,
    tuple(Slot(day, begins * 60, ends * 60) for day in range(5) for begins, ends in ((9, 12), (13, 17))),
)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("since", "promised", "ends"),
    [
        ("2026-11-26 09:00", 2, "2026-11-26 11:00"),
        ("2026-11-26 10:00", 4, "2026-11-26 15:00"),  # over noon
        ("2026-11-26 15:00", 2, "2026-11-26 17:00"),  # at the end, not at the next beginning
        ("2026-11-27 16:00", 4, "2026-11-30 12:00"),  # over the week-end
        ("2026-11-28 11:00", 1, "2026-11-30 10:00"),  # written on a Saturday
    ],
)
def test_an_office(since: str, promised: int, ends: str) -> None:
    assert due(at(since), hours(promised), OFFICE) == at(ends)


def test_around_the_clock() -> None:
    assert due(at("2026-11-28 11:00"), hours(4)) == at("2026-11-28 15:00")


def test_a_holiday_and_a_short_day_before_it() -> None:
    christmas = Hours(
        BERLIN, OFFICE.slots, {date(2026, 12, 24): (Slot(3, 540, 720),), date(2026, 12, 25): ()}
    )
    assert due(at("2026-12-24 11:00"), hours(2), christmas) == at("2026-12-28 10:00")


def test_a_night_shift() -> None:
    nights = Hours(BERLIN, tuple(Slot(day, 22 * 60, DAY + 6 * 60) for day in range(7)))
    assert due(at("2026-11-26 23:00"), hours(8), nights) == at("2026-11-27 23:00")


def test_the_nights_on_which_the_clock_jumps() -> None:
    night = Hours(BERLIN, tuple(Slot(day, 0, 6 * 60) for day in range(7)))
    assert due(at("2026-03-29 00:00"), hours(6), night) == at("2026-03-30 01:00")  # that night had five hours
    assert due(at("2026-10-25 00:00"), hours(7), night) == at("2026-10-25 06:00")  # and that one seven


def test_a_day_that_was_left_out() -> None:
    samoa = Hours(ZoneInfo("Pacific/Apia"), tuple(Slot(day, 9 * 60, 17 * 60) for day in range(7)))
    since = datetime(2011, 12, 29, 18, tzinfo=ZoneInfo("Pacific/Apia"))
    assert due(since, hours(16), samoa) == slowly(since, hours(16), samoa)


def test_it_stands_while_we_wait_for_the_customer() -> None:
    pauses = [
        Pause(at("2026-11-26 10:00"), at("2026-11-26 14:00"))
    ]  # two hours of it at noon count for nothing
    assert due(at("2026-11-26 09:00"), hours(2), OFFICE, pauses) == at("2026-11-26 15:00")
    assert left(at("2026-11-26 14:30"), at("2026-11-26 09:00"), hours(2), OFFICE, pauses) == hours(0.5)
    assert left(at("2026-11-26 16:00"), at("2026-11-26 09:00"), hours(2), OFFICE, pauses) == hours(-1)


def test_who_never_opens_is_never_late() -> None:
    assert due(at("2026-11-26 09:00"), hours(1), Hours(BERLIN, ())) is None


def slowly(
    since: datetime, promised: timedelta, week: Hours | None, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The reference: look at one minute after another, for a month."""
    moment, rest = since.astimezone(UTC), promised
    for _ in range(31 * DAY):
        is_running = week is None or is_open(week, moment)
        moment += MINUTE
        if is_running and not any(pause.begins < moment <= pause.ends for pause in pauses):
            rest -= MINUTE
            if not rest:
                return moment
    return None


ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "America/Havana",
        "Asia/Beirut",
    ]
).map(ZoneInfo)
SLOTS = st.builds(
    lambda day, begins, length: Slot(day, begins, begins + length),
    st.integers(0, 6),
    st.integers(0, DAY - 1),
    st.integers(1, DAY),
)
JUMPS = [
    (2026, 3, 8),
    (2026, 3, 28),
    (2026, 4, 4),
    (2026, 10, 3),
    (2026, 10, 24),
    (2026, 10, 31),
    (2026, 11, 1),
]
DAYS = st.sampled_from(JUMPS).map(lambda told: date(*told)) | st.dates(date(2025, 1, 1), date(2028, 1, 1))
MOMENTS = st.builds(
    lambda day, minute: datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE,
    DAYS,
    st.integers(-DAY, 2 * DAY),
)
LENGTHS = st.integers(1, 16 * 60).map(lambda minutes: minutes * MINUTE)


@st.composite
def weeks(draw: st.DrawFn, around: datetime | None = None) -> Hours:
    """Any week of slots in any zone, with holidays near a day."""
    near = (around or datetime(2026, 3, 28, tzinfo=UTC)).date()
    holidays = {}
    for ahead in draw(st.lists(st.integers(-2, 6), max_size=3)):
        day = near + timedelta(days=ahead)
        some = draw(st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)), max_size=2))
        holidays[day] = tuple(Slot(day.weekday(), begins, begins + length) for begins, length in some)
    return Hours(draw(ZONES), tuple(draw(st.lists(SLOTS, min_size=3, max_size=10))), holidays)


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, Hours, list[Pause]]:
    """A moment, a week, and pauses after the moment."""
    since, pauses = draw(MOMENTS), []
    begins = since
    for apart, length in draw(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), max_size=3)):
        begins += apart * MINUTE
        pauses.append(Pause(begins, begins + length * MINUTE))
        begins += length * MINUTE
    return since, draw(weeks(since)), pauses


@settings(max_examples=60, deadline=None)
@given(cases(), LENGTHS)
def test_it_is_exactly_what_the_slow_one_says(
    case: tuple[datetime, Hours, list[Pause]], promised: timedelta
) -> None:
    since, week, pauses = case
    expected = slowly(since, promised, week, pauses)
    if expected is not None:
        assert due(since, promised, week, pauses) == expected
    else:
        found = due(since, promised, week, pauses)
        assert found is None or found > since + timedelta(days=31)


@given(cases(), LENGTHS, LENGTHS)
def test_longer_promises_end_later_and_add_up(
    case: tuple[datetime, Hours, list[Pause]], one: timedelta, other: timedelta
) -> None:
    since, week, pauses = case
    first, both = due(since, one, week, pauses), due(since, one + other, week, pauses)
    if first is None:
        assert both is None
        return
    assert first > since
    then = due(first, other, week, pauses)
    if both is None:  # from its own beginning the second part is looked for some years further
        assert then is None or then > since + FARTHEST - timedelta(days=4)
        return
    assert both == then
    assert both > first


@given(cases(), LENGTHS, st.integers(0, 5 * DAY))
def test_who_writes_later_is_answered_no_sooner(
    case: tuple[datetime, Hours, list[Pause]], promised: timedelta, later: int
) -> None:
    since, week, pauses = case
    one, other = due(since, promised, week, pauses), due(since + later * MINUTE, promised, week, pauses)
    assert one is None or other is None or one <= other


@given(cases(), LENGTHS)
def test_when_it_is_due_nothing_is_left(
    case: tuple[datetime, Hours, list[Pause]], promised: timedelta
) -> None:
    since, week, pauses = case
    if (ends := due(since, promised, week, pauses)) is not None:
        assert worked(since, ends, week, pauses) == promised
        assert left(ends, since, promised, week, pauses) == timedelta()
        assert left(ends - timedelta(microseconds=1), since, promised, week, pauses) > timedelta()


@given(cases(), LENGTHS)
def test_a_pause_never_hurries_us(case: tuple[datetime, Hours, list[Pause]], promised: timedelta) -> None:
    since, week, pauses = case
    without, with_pauses = due(since, promised, week), due(since, promised, week, pauses)
    assert without is not None or with_pauses is None
    assert with_pauses is None or without is None or with_pauses >= without

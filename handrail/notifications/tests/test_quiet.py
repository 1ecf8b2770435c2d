"""Quiet hours end when they should, also when the clock is put on or back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.notifications.quiet import quiet_ends

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"])


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-01-05T21:30+01:00", None),
        ("2026-01-05T22:00+01:00", "2026-01-06T07:00+01:00"),
        ("2026-01-06T06:59+01:00", "2026-01-06T07:00+01:00"),
        ("2026-01-06T07:00+01:00", None),
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),  # the clock is put on in this night
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),  # and back in this one
    ],
)
def test_a_night_in_berlin(now: str, ends: str | None) -> None:
    found = quiet_ends(datetime.fromisoformat(now), BERLIN, time(22), time(7))
    assert found == (datetime.fromisoformat(ends) if ends else None)


def test_without_two_times_nothing_is_quiet() -> None:
    now = datetime(2026, 1, 5, 12, tzinfo=UTC)
    for begins, ends in ((None, time(7)), (time(7), None), (time(7), time(7)), (None, None)):
        assert quiet_ends(now, BERLIN, begins, ends) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), ZONES, st.times(), st.times())
def test_the_end_is_near_and_not_quiet_itself(now: datetime, name: str, begins: time, ends: time) -> None:
    moment, zone = now.replace(tzinfo=UTC), ZoneInfo(name)
    begins, ends = (one.replace(second=0, microsecond=0) for one in (begins, ends))
    over = quiet_ends(moment, zone, begins, ends)
    if over is not None:
        assert moment < over <= moment + timedelta(hours=26)
        assert (
            over.astimezone(zone).time() == ends
            or over.astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset()
        )
        assert quiet_ends(over, zone, begins, ends) is None

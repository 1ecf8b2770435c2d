"""Shares say how sure they are; an estimate stays within its bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.insights.reading import Readings, estimate
from handrail.insights.shares import FEWEST, Share, difference, direction, wilson

COUNTS = st.integers(0, 100_000)


@st.composite
def shares(draw: st.DrawFn) -> Share:
    whole = draw(COUNTS)
    return Share(draw(st.integers(0, whole)), whole)


@given(shares())
def test_the_interval_holds_the_share_and_stays_between_0_and_1(share: Share) -> None:
    low, high = share.interval
    assert 0 <= low <= high <= 1
    assert share.value is None or low <= share.value <= high


@given(shares())
def test_with_more_of_the_same_one_knows_more(share: Share) -> None:
    low, high = share.interval
    low_of_more, high_of_more = Share(share.part * 4, share.whole * 4).interval
    assert high_of_more - low_of_more <= high - low + 1e-12


def test_the_interval_is_the_published_one() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 857), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    told = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (part, whole), (low, high) in told.items():
        assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_is_the_published_one() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 873), table II, method 10: 56/70 against 48/80."""
    assert difference(Share(56, 70), Share(48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(shares(), shares())
def test_a_change_has_a_direction_only_when_chance_would_not_make_it(now: Share, before: Share) -> None:
    assert direction(now, before) == -direction(before, now)
    assert direction(now, now) == 0
    if min(now.whole, before.whole) < FEWEST:
        assert direction(now, before) == 0
    found = difference(now, before)
    if found is not None and now.value is not None and before.value is not None:
        assert found[0] - 1e-12 <= now.value - before.value <= found[1] + 1e-12
        assert not any(map(math.isnan, found))


@given(st.builds(Readings, COUNTS, COUNTS, COUNTS, COUNTS))
def test_an_estimate_is_never_less_than_who_said_so_nor_more_than_all_who_read(readings: Readings) -> None:
    found = estimate(readings)
    assert found.at_least == readings.helped
    assert found.at_most == readings.helped + readings.silent
    if found.likely is not None:
        assert found.at_least <= found.likely[0] <= found.likely[1] <= found.at_most


def test_of_few_nothing_more_is_said() -> None:
    assert estimate(Readings(helped=10, not_helped=10, sent=9, silent=500)).likely is None
    assert estimate(Readings(helped=10, not_helped=10, sent=10, silent=500)).likely is not None

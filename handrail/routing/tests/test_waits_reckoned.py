"""The arithmetic of waits: what must hold whatever happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.routing.hours import Hours, Slot, is_open, opens_next
from handrail.routing.waits.cases import ASKED, NOTHING, Case, steps
from handrail.routing.waits.predicting import LEAST, length_at, missed, predictor
from handrail.routing.waits.queue import Length, State, fitted
from handrail.routing.waits.saying import length_said, rounded_up
from handrail.routing.waits.survival import Seen, effective, quantiles
from handrail.routing.waits.working import Calendar, Clock, hours_since_1970, moment_of

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(BERLIN, tuple(Slot(day, 9 * 60, 17 * 60) for day in range(5)), {date(2026, 11, 24): ()})
MONDAY = hours_since_1970(datetime(2026, 11, 23, tzinfo=BERLIN))
SEEN = st.lists(
    st.builds(Seen, st.floats(0, 100), st.booleans(), st.floats(0.01, 5)), min_size=1, max_size=40
)
# Weeks of remission of 21 patients, from E. J. Freireich et al., Blood 21 (1963): over, and still lasting.
OVER = (6, 6, 6, 7, 10, 13, 16, 22, 23)
LASTING = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def office_cases(count: int, draw: Random, days: float = 28, until: float = MONDAY + 12) -> list[Case]:
    """Asked at any time, answered one to three hours later of those in which the office is open."""
    calendar = Calendar(until - days * 24, until + 40 * 24, OFFICE, BERLIN)
    clock = Clock(calendar)
    asked = sorted(until - draw.random() * days * 24 for _ in range(count))
    return [Case(one, clock.when(clock.shows(one) + 1 + 2 * draw.random())) for one in asked]


def test_the_published_estimate_of_remissions() -> None:
    seen = [Seen(week, True) for week in OVER] + [Seen(week, False) for week in LASTING]
    shares = [1 - lasting for lasting in (0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)]
    assert quantiles(seen, [share - 0.001 for share in shares]) == [6, 7, 10, 13, 16, 22, 23]
    assert quantiles(seen, (0.5, 0.6)) == [23, None]


@given(SEEN)
def test_quantiles_rise_and_are_lengths_that_were_seen(seen: list[Seen]) -> None:
    found = [one for one in quantiles(seen, (0.1, 0.5, 0.9)) if one is not None]
    assert found == sorted(found)
    assert set(found) <= {one.length for one in seen if one.is_over}


@given(SEEN, st.data())
def test_who_still_waits_makes_no_wait_shorter(seen: list[Seen], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(seen) - 1))
    still = [*seen[:place], seen[place]._replace(is_over=False), *seen[place + 1 :]]
    for before, after in zip(quantiles(seen, (0.5, 0.9)), quantiles(still, (0.5, 0.9)), strict=True):
        assert after is None or (before is not None and before <= after)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=30))
def test_weights_tell_at_most_as_much_as_there_are(weights: list[float]) -> None:
    assert 1 - 1e-9 <= effective(weights) <= len(weights) + 1e-9


@given(st.floats(0, 1000), st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_length_comes_back_from_how_far_it_missed(lasted: float, mean: float, spread: float) -> None:
    length = Length(mean, spread)
    assert length_at(missed(lasted, length), length) == pytest.approx(lasted, rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(0, 14 * 24), min_size=2, max_size=20))
def test_the_clock_stands_when_nobody_is_there(times: list[float]) -> None:
    clock = Clock(Calendar(MONDAY, MONDAY + 15 * 24, OFFICE, BERLIN))
    for before, after in pairwise(sorted(times)):
        assert clock.shows(MONDAY + before) <= clock.shows(MONDAY + after) + 1e-9
    assert clock.shows(MONDAY + 9) == 0
    assert clock.shows(MONDAY + 17) == pytest.approx(8)
    assert clock.shows(MONDAY + 48 + 9) == pytest.approx(8)  # Tuesday is a holiday


@given(st.floats(0.001, 70))
def test_the_clock_finds_the_first_time_at_which_it_shows_something(shown: float) -> None:
    clock = Clock(Calendar(MONDAY, MONDAY + 15 * 24, OFFICE, BERLIN))
    at = clock.when(shown)
    if at is None:
        assert shown > clock.shows(MONDAY + 15 * 24) - 1e-6
        return
    assert clock.shows(at) == pytest.approx(shown)
    assert clock.shows(at - 0.01) < shown


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 7 * 24))
def test_no_statement_is_before_the_opening(seed: int, later: float) -> None:
    now = MONDAY + later
    known = [case for case in office_cases(60, Random(seed), until=now)]
    wait = predictor(known, now, OFFICE, BERLIN).wait()
    assert wait is not None
    assert now <= wait.half_by <= wait.most_by
    opens = opens_next(OFFICE, moment_of(now))
    assert opens is not None
    if not is_open(OFFICE, moment_of(now)):
        assert moment_of(wait.half_by) > opens - timedelta(seconds=1)


def test_answers_at_night_do_not_make_a_statement_before_the_opening() -> None:
    evening = MONDAY + 3 * 24 + 20
    cases = [Case(evening - 16 * day, evening - 16 * day + 0.5) for day in range(60, 0, -1)]
    wait = predictor(cases, evening, OFFICE, BERLIN).wait()
    assert wait is not None
    assert wait.half_by >= MONDAY + 4 * 24 + 9


def test_what_the_office_does_is_what_is_said_of_it() -> None:
    now = MONDAY + 10  # it is open, and open long enough
    wait = predictor(office_cases(400, Random(3), until=now), now, OFFICE, BERLIN).wait()
    assert wait is not None
    assert wait.half_by - now == pytest.approx(2, abs=0.5)
    assert wait.most_by - now == pytest.approx(2.8, abs=0.6)
    evening = MONDAY + 20  # Tuesday is a holiday
    wait = predictor(office_cases(400, Random(3), until=evening), evening, OFFICE, BERLIN).wait()
    assert wait is not None
    assert MONDAY + 48 + 9 < wait.half_by < MONDAY + 48 + 12


def test_nights_are_known_without_hours_too() -> None:
    evening = MONDAY + 3 * 24 + 21
    cases = office_cases(500, Random(4), until=evening)
    wait = predictor(cases, evening, None, BERLIN).wait()
    assert wait is not None
    assert moment_of(wait.half_by).astimezone(BERLIN).hour in range(8, 13)


def test_below_thirty_answers_nobody_knows() -> None:
    cases = office_cases(LEAST + 5, Random(5), until=MONDAY)
    answered = [case for case in cases if case.is_answered(MONDAY)]
    assert predictor(answered[: LEAST - 1], MONDAY, OFFICE, BERLIN).wait() is None
    assert predictor(answered[:LEAST], MONDAY, OFFICE, BERLIN).wait() is not None
    waiting = [*answered[: LEAST - 1], *(Case(MONDAY - 1) for _ in range(50))]
    assert predictor(waiting, MONDAY, OFFICE, BERLIN).wait() is None


def test_the_closest_of_whom_enough_is_known_speak() -> None:
    draw = Random(6)
    slow = [case._replace(channel="email", language="en") for case in office_cases(80, draw)]
    few = [case._replace(channel="email", language="ro") for case in office_cases(20, draw)]
    quick = [
        Case(case.asked, min(case.asked + 0.05, case.answered or 0), channel="chat", language="en")
        for case in office_cases(60, draw)
    ]
    asked = predictor(sorted([*slow, *few, *quick]), MONDAY + 12, OFFICE, BERLIN)
    mail, chat = asked.wait("email", "en"), asked.wait("chat", "ro")
    assert mail is not None
    assert chat is not None
    assert mail.basis == ("email", "en")
    assert chat.basis == ("chat", "")
    romanian = asked.wait("email", "ro")
    assert romanian is not None
    assert romanian.basis == ("email", "")
    other = asked.wait("portal", "ar")
    assert other is not None
    assert other.basis == ("", "")
    assert chat.most_by < mail.half_by


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.1, 3))
def test_the_more_wait_before_one_and_the_slower_the_team_the_longer(
    one: int, other: int, lately: float
) -> None:
    queue = fitted(
        office_cases(200, Random(7)), MONDAY + 12, Calendar(MONDAY - 700, MONDAY + 900, OFFICE, BERLIN)
    )
    assert queue is not None
    fewer, more = sorted((one, other))
    assert queue.expects(State(fewer, lately, 20)).mean <= queue.expects(State(more, lately, 20)).mean
    assert queue.expects(State(one, lately, 20)).mean >= queue.expects(State(one, lately * 1.1, 20)).mean


def test_an_outage_of_today_is_seen() -> None:
    draw, now = Random(8), MONDAY + 11
    usual = office_cases(300, draw, until=now)
    outage = [Case(now - draw.random()) for _ in range(60)]
    calm, busy = (
        predictor(sorted(cases, key=lambda case: case.asked), now, OFFICE, BERLIN).wait()
        for cases in (usual, [*usual, *outage])
    )
    assert calm is not None
    assert busy is not None
    assert busy.half_by > calm.half_by + 2


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50), st.booleans()), max_size=30))
def test_as_many_leave_a_queue_as_came(told: list[tuple[float, float, bool]]) -> None:
    cases = [
        Case(asked, asked + lasted) if is_over else Case(asked) for asked, lasted, is_over in sorted(told)
    ]
    waiting = 0
    for step in steps(cases, 120.0):
        assert step.waiting == waiting >= 0
        assert step.begins <= step.ends
        waiting += {ASKED: 1, NOTHING: 0}.get(step.ends_with, -1)
    assert waiting == sum(case.waits(120.0) for case in cases)


@given(st.floats(0, 60 * 24 * 40))
def test_no_length_is_said_shorter_than_it_is(minutes: float) -> None:
    said = rounded_up(timedelta(minutes=minutes))
    assert minutes <= said <= max(minutes * 2, minutes + 5) + 1e-6


def test_lengths_are_said_in_few_words() -> None:
    told = [length_said(timedelta(minutes=one)) for one in (4, 61, 121, 26 * 60)]
    assert told == ["5 minutes", "90 minutes", "3 hours", "2 days"]


def test_a_moment_of_the_clock_is_utc() -> None:
    assert moment_of(hours_since_1970(datetime(2026, 1, 1, 12, tzinfo=UTC))) == datetime(
        2026, 1, 1, 12, tzinfo=UTC
    )

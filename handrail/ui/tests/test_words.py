import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from handrail.ui import words

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_reader_in_ljubljana(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    with timezone.override("Europe/Ljubljana"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(hours=1), "12:00"),
        (timedelta(hours=26), "yesterday 11:00"),
        (timedelta(days=3), "Thu 13:00"),
        (timedelta(days=40), "13 Oct"),
        (timedelta(days=400), "18 Oct 2025"),
    ],
)
def test_a_moment_reads_as_people_say_it(ago: timedelta, shown: str) -> None:
    assert words.when(NOON - ago) == shown


def test_the_exact_time_is_in_the_readers_zone() -> None:
    assert words.exact(NOON) == "22 November 2026 13:00"
    with timezone.override("America/New_York"):
        assert words.exact(NOON) == "22 November 2026 07:00"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "1m"),
        (59, "59m"),
        (60, "1h"),
        (1439, "23h"),
        (1440, "1d"),
        (700 * 1440, "700d"),
        (800 * 1440, "2y"),
    ],
)
def test_a_wait_is_one_short_unit(minutes: int, shown: str) -> None:
    assert words.waited(NOON - timedelta(minutes=minutes)) == shown


@pytest.mark.parametrize("language", ["en", "fr", "ro", "ru", "sl", "ar"])
@pytest.mark.parametrize("minutes", [1, 2, 3, 11, 120, 300, 2880, 10_000, 2_000_000])
def test_every_language_has_words_for_a_wait(language: str, minutes: int) -> None:
    with translation.override(language):
        assert "duration" not in words.waited(NOON - timedelta(minutes=minutes))


def test_the_language_decides_the_words() -> None:
    with translation.override("fr"):
        assert words.language_name("ro") == "roumain"
        assert words.ago(NOON - timedelta(hours=2)) == "il y a 2 heures"
    assert words.language_name("ro") == "Romanian"
    assert words.language_name("xx-unheard") == "xx-unheard"


@pytest.mark.parametrize(
    ("octets", "shown"), [(0, "0 B"), (999, "999 B"), (14_200, "14 kB"), (2_310_000, "2.3 MB")]
)
def test_a_file_size_reads_as_in_a_file_manager(octets: int, shown: str) -> None:
    assert words.size(octets) == shown


def test_an_avatar_is_the_same_everywhere() -> None:
    assert words.initials("«Маяк»") == "М"
    assert words.initials("  ") == "?"
    assert words.hue("Dora") == words.hue(" dora ")
    assert {words.hue(name) for name in ("Ada", "Ben", "Cleo", "Dora", "Emil")} <= set(range(words.HUES))


def test_a_wall_clock_of_an_unknown_zone_is_empty() -> None:
    assert words.wall_clock("Europe/Nowhere") == ""
    assert words.wall_clock("../../etc/passwd") == ""


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("https://lamp.example/pricing/?plan=pro#top", "/pricing"),
        ("https://lamp.example/docs/start", "/docs/start"),
        ("https://lamp.example/", "lamp.example"),
        ("lamp.example/prices", "/prices"),
        ("https://help.lamp.example/chat/f9ff5ff6-f607-4c45-9d6c-0d9b8c1f2a3e/", ""),
        ("", ""),
    ],
)
def test_a_page_is_said_by_its_path(page: str, name: str) -> None:
    assert words.page_said(page) == name


def test_who_gave_no_name_has_one_of_their_own_that_stays() -> None:
    with translation.override("en"):
        assert words.visitor(7) == words.visitor(7)
        names = [words.visitor(number) for number in range(1, 5001)]
        assert len(set(names)) == 5000
        assert all(re.fullmatch(r"Visitor [0-9A-HJKMNP-TV-Z]{4}", name) for name in names)
        beside = sum(a[:-2] == b[:-2] for a, b in pairwise(names))
        assert beside < 50  # neighbours are not told apart by their last letter alone


def test_who_asks_has_a_name_in_every_conversation() -> None:
    def asks(name: str, channel: str) -> str:
        return words.asker(SimpleNamespace(customer=SimpleNamespace(name=name), channel=channel, number=7))

    assert asks("Dora", "chat") == asks("Dora", "email") == "Dora"
    assert asks("", "chat") == words.visitor(7)
    assert asks("", "email") not in ("", words.visitor(7))


def test_a_promise_to_a_customer_says_on_which_clock() -> None:
    said = words.zoned(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
    assert "10:00" in said
    assert said.endswith("(GMT+01:00)")

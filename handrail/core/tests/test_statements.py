"""A kept statement gives what the query gives, for any values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.core.models import Failure
from handrail.core.statements import Statement

pytestmark = pytest.mark.django_db
WHEN = [datetime(2026, 11, day, tzinfo=UTC) for day in (20, 21, 22)]


@pytest.fixture
def failures() -> list[Failure]:
    return [
        Failure.objects.create(what="send", subject=str(number), attempts=number, last_at=at)
        for number, at in enumerate(WHEN, start=1)
    ]


def _of(attempts: list[int], after: datetime, but: int) -> object:
    kept = Failure.objects.filter(attempts__in=attempts, last_at__gt=after).exclude(pk=but)
    return kept.order_by("pk").values_list("subject", "last_at")


def test_values_and_lists_of_any_length_take_their_places(failures: list[Failure]) -> None:
    statement = Statement(_of)  # type: ignore[arg-type]
    for attempts in ([1, 2, 3], [2, 3], [3]):
        for after in WHEN:
            for but in (0, failures[2].pk):
                expected = list(_of(attempts, after, but))  # type: ignore[call-overload]
                assert statement.rows(attempts, after, but) == expected
    assert statement.rows([1, 2, 3], WHEN[0], 0) == [("2", WHEN[1]), ("3", WHEN[2])]


def test_texts_and_lists_of_texts_take_their_places(failures: list[Failure]) -> None:
    def write(what: str, subjects: list[str]) -> object:
        return Failure.objects.filter(what=what, subject__in=subjects).order_by("pk").values_list("subject")

    statement = Statement(write)  # type: ignore[arg-type]
    assert statement.rows("send", ["3", "1"]) == [("1",), ("3",)]
    assert statement.rows("send", ["2"]) == [("2",)]
    assert statement.rows("read", ["1", "2"]) == []
    assert statement.rows("stands for the text 0", ["%s", "'; --"]) == []


def test_constants_stand_in_the_statement_as_they_are() -> None:
    Failure.objects.create(what="it's 100 %s", subject="a", attempts=2, error="100% \\ full")

    def write(attempts: int) -> object:
        found = Failure.objects.filter(attempts=attempts, what="it's 100 %s", error__contains="100%")
        return found.filter(resolved_at=None).values_list("subject")

    statement = Statement(write)  # type: ignore[arg-type]
    assert [statement.rows(number) for number in (1, 2, 2, 2, 2)] == [[], *[[("a",)]] * 4]


def test_a_list_without_keys_finds_nothing_and_asks_nobody(failures: list[Failure]) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Statement(_of).rows([], WHEN[0], 0) == []  # type: ignore[arg-type]
    assert not queries


def test_the_statement_is_written_once(failures: list[Failure]) -> None:
    written = []

    def write(attempts: int) -> object:
        written.append(attempts)
        return Failure.objects.filter(attempts=attempts).values_list("subject")

    statement = Statement(write)  # type: ignore[arg-type]
    assert [statement.rows(number) for number in (1, 2, 3)] == [[("1",)], [("2",)], [("3",)]]
    assert len(written) == 1

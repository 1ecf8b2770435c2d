"""Columns of many rows, written as arrays: what goes in is what PostgreSQL reads."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from handrail.core.columns import array_of
from handrail.core.statements import prepared_cursor

TEXTS = some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
TRICKY = ["", "NULL", "null", "{1,2}", 'say "hi"', "a\\b", '\\"', "two\nlines", "a,b", "’", " x ", "%s"]

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine


def read_back(values: list[Any], kind: str) -> list[Any]:
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT unnest(%s::{kind}[])", [array_of(values)])
        return [value for (value,) in cursor.fetchall()]


class Arrays(TestCase):
    @UNHURRIED
    @given(some.lists(some.none() | TEXTS | some.sampled_from(TRICKY), max_size=9))
    def test_of_words(self, values: list[str | None]) -> None:
        assert read_back(values, "text") == values

    @UNHURRIED
    @given(some.lists(some.none() | some.dictionaries(TEXTS, TEXTS | some.none(), max_size=3), max_size=9))
    def test_of_facts(self, values: list[dict[str, Any] | None]) -> None:
        written = [None if value is None else json.dumps(value) for value in values]
        read = [None if one is None else json.loads(one) for one in read_back(written, "jsonb")]
        assert read == values

    @UNHURRIED
    @given(some.lists(some.none() | some.datetimes(timezones=some.just(UTC))))
    def test_of_times(self, values: list[datetime | None]) -> None:
        assert read_back(values, "timestamptz") == values


@pytest.mark.django_db
def test_of_other_things() -> None:
    west = timezone(timedelta(hours=-5, minutes=-30))
    cases: dict[str, list[Any]] = {
        "bigint": [2**62, -1, None, 0],
        "boolean": [True, None, False],
        "uuid": [uuid.UUID(int=7), None],
        "numeric": [Decimal("0.1"), None],
        "double precision": [0.1, 1e300, None],
        "date": [date(2026, 2, 28), None],
        "timestamptz": [datetime(2026, 3, 1, 9, tzinfo=west)] * 2,  # the very same, twice
    }
    for kind, values in cases.items():
        assert read_back(values, kind) == values


@pytest.mark.django_db
def test_what_postgresql_cannot_keep_is_refused() -> None:
    with pytest.raises((DataError, ValueError)):
        read_back(["a\x00b"], "text")

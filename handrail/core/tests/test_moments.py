"""Moments come back as Django would give them, whatever zone the connection speaks in."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from handrail.core.moments import MomentLoader


def read(text: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        found: datetime = cursor.fetchone()[0]
        return found


class Moments(TestCase):
    @settings(deadline=None)
    @given(some.datetimes(timezones=some.timezones(), allow_imaginary=False))
    def test_come_back_in_utc(self, moment: datetime) -> None:
        try:
            in_utc = moment.astimezone(UTC)
        except OverflowError:  # the first and the last day there are
            return
        found = read(in_utc.isoformat())
        assert (found, found.tzinfo) == (in_utc, UTC)


@pytest.mark.django_db
def test_each_connection_reads_them_quickly() -> None:
    connection.ensure_connection()
    adapters = connection.connection.adapters
    kind = psycopg.adapters.types["timestamptz"].oid
    assert adapters.get_loader(kind, psycopg.pq.Format.TEXT) is MomentLoader
    assert not issubclass(MomentLoader, BaseTzLoader)


@pytest.mark.django_db
def test_what_python_has_no_moment_for_is_an_error() -> None:
    with pytest.raises(DataError):
        read("infinity")

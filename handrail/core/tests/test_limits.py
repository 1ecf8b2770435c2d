"""A statement with a time is given up when the time is over; the next one has all the time again."""

from __future__ import annotations

import pytest
from django.db import connection

from handrail.core.limits import TooSlow, rows_within
from handrail.core.models import Failure
from handrail.core.statements import Statement


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_given_up_and_nothing_after_it() -> None:
    with pytest.raises(TooSlow):
        rows_within("SELECT pg_sleep(%s)", [5], 50)
    assert rows_within("SELECT %s + 1, '100%%'", [1], 50) == [(2, "100%")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_the_limit_ends_with_the_statement_in_a_transaction_too() -> None:
    assert rows_within("SELECT 1", [], 1000) == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_a_kept_statement_may_have_a_time() -> None:
    Failure.objects.create(what="send", subject="100%")
    found = Statement(lambda what: Failure.objects.filter(what=what).values_list("subject"), within=1000)
    assert found.rows("send") == [("100%",)]
    assert found.rows("read") == []

"""The values of attributes, and freemail domains: what people write becomes what is kept, or is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from handrail.customers.freemail import is_freemail, read_domain
from handrail.customers.models import AttributeType
from handrail.customers.values import read_date, read_value, write_value

CHOICES = ("Free", "Pro")


@given(st.sampled_from(AttributeType.values), st.text(max_size=60))
def test_what_is_kept_is_read_again_as_the_same(kind: str, text: str) -> None:
    try:
        value = read_value(kind, text, CHOICES)
    except ValidationError:
        return
    assert read_value(kind, write_value(value), CHOICES) == value


@given(st.dates(), st.integers(-(10**14), 10**14), st.booleans())
def test_dates_numbers_and_answers_are_kept_as_they_are(day: date, number: int, answer: bool) -> None:
    assert read_value("date", day.isoformat()) == day.isoformat()
    assert read_value("number", str(number)) == number
    assert read_value("yes_no", "YES" if answer else "no") is answer


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "1e999"),
        ("number", "nan"),
        ("date", "31.13.2026"),
        ("date", "3/4/2026"),
        ("choice", "Gold"),
        ("yes_no", "?"),
    ],
)
def test_what_cannot_be_is_refused_in_words(kind: str, text: str) -> None:
    with pytest.raises(ValidationError):
        read_value(kind, text, CHOICES)


def test_dates_are_read_as_people_write_them() -> None:
    for text in ("2026-12-15", "15.12.2026", "15. 12. 2026", "15.12.2026.", "15/12/2026", "12/15/2026"):
        assert read_value("date", text) == "2026-12-15"
    assert read_value("date", "3.4.2026") == "2026-04-03"
    assert read_value("date", "5/5/2026") == "2026-05-05"
    assert read_date("3/4/2026", day_first=True) == "2026-04-03"
    assert read_date("3-4-2026", day_first=False) == "2026-03-04"
    with pytest.raises(ValidationError) as refused:
        read_value("date", "3/4/2026")
    assert all(one in refused.value.messages[0] for one in ("2026-04-03", "2026-03-04"))


def test_numbers_are_read_as_people_write_them() -> None:
    assert read_value("number", "1 234,5") == 1234.5
    assert read_value("number", "\u221212") == -12
    assert read_value("text", "  ") is None


def test_a_freemail_domain_names_no_organisation() -> None:
    for domain in ("gmail.com", "GMX.de", "googlemail.com", "mail.ru", "yahoo.fr"):
        assert is_freemail(domain), domain
        with pytest.raises(ValidationError):
            read_domain(domain)
    assert read_domain(" @Bücher.example. ") == "xn--bcher-kva.example"
    for text in ("", "lamp", "a b.example", "http://lamp.example"):
        with pytest.raises(ValidationError):
            read_domain(text)

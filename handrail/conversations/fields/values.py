"""What may stand in a field: one pure function for each type reads what came from a form or the API.

Each returns the value as it is kept in JSON, or None for nothing, and raises FieldWrong where it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from handrail.conversations.fields.choices import Choices, label_of, path_to
from handrail.conversations.fields.facts import FieldFacts, FieldType, Value

LONGEST_TEXT = 1000
LARGEST = Decimal(10) ** 15  # what JSON's readers keep exactly, with three digits after the point
EARLIEST, LATEST = 1900, 2199  # years


class FieldWrong(ValueError):
    """`reason` says why a value cannot stand in a field: text, long, number, date, choice."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_text(raw: object, _choices: Choices = ()) -> Value | None:
    """One line of text."""
    if not isinstance(raw, str):
        raise FieldWrong("text")
    text = " ".join(raw.replace("\x00", "").split())
    if len(text) > LONGEST_TEXT:
        raise FieldWrong("long")
    return text or None


def read_number(raw: object, _choices: Choices = ()) -> Value | None:
    """A number as people write it: 1 234,5 is 1234.5; at most three digits after the point."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise FieldWrong("number")
    text = "".join(str(raw).split()).replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
        if not number.is_finite() or abs(number) >= LARGEST:
            raise FieldWrong("number")
        number = round(number, 3)
    except InvalidOperation:
        raise FieldWrong("number") from None
    return int(number) if number == number.to_integral_value() else float(number)


def read_date(raw: object, _choices: Choices = ()) -> Value | None:
    """A day as ISO 8601: 2027-01-31."""
    if not isinstance(raw, str):
        raise FieldWrong("date")
    if not raw.strip():
        return None
    try:
        day = date.fromisoformat(raw.strip())
    except ValueError:
        raise FieldWrong("date") from None
    if not EARLIEST <= day.year <= LATEST:
        raise FieldWrong("date")
    return day.isoformat()


def read_choice(raw: object, choices: Choices) -> Value | None:
    """The key of a choice."""
    if not isinstance(raw, str):
        raise FieldWrong("choice")
    if not raw:
        return None
    if len(path_to(choices, raw)) != 1:
        raise FieldWrong("choice")
    return raw


def read_path(raw: object, choices: Choices) -> Value | None:
    """A choice in levels: its own key, or the keys from the top down to it."""
    if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
        path = [choice.key for choice in path_to(choices, raw[-1])] if raw else []
        if path != raw:
            raise FieldWrong("choice")
        return path or None
    if not isinstance(raw, str):
        raise FieldWrong("choice")
    if not raw:
        return None
    path = [choice.key for choice in path_to(choices, raw)]
    if not path:
        raise FieldWrong("choice")
    return path


READERS: dict[str, Callable[[object, Choices], Value | None]] = {
    FieldType.TEXT: read_text,
    FieldType.NUMBER: read_number,
    FieldType.DATE: read_date,
    FieldType.CHOICE: read_choice,
    FieldType.TREE: read_path,
    FieldType.PRODUCT: read_path,
}


def read_value(field: FieldFacts, raw: object, *, kept: Value | None = None) -> Value | None:
    """The value of a field, as it will be kept. Raises FieldWrong.

    What is no longer offered may stay (`kept`), but nobody may choose it anew.
    """
    if raw is None:
        return None
    value = READERS[field.type](raw, field.choices)
    if value is not None and value != kept and not _is_offered(field, value):
        raise FieldWrong("choice")
    return value


def _is_offered(field: FieldFacts, value: Value) -> bool:
    keys = value if isinstance(value, list) else [value] if field.type == FieldType.CHOICE else []
    offered = {choice.key for choice in field.choices if choice.offered}
    return offered.issuperset(map(str, keys))


def key_of(value: Value | None) -> str:
    """What stands for the value in a form: of a path the last key."""
    if isinstance(value, list):
        return value[-1] if value else ""
    return "" if value is None else str(value)


def words_of(field: FieldFacts, value: Value | None) -> str:
    """The value as people read it; choices by their labels, a date still as ISO 8601."""
    text = key_of(value)
    is_chosen = field.type == FieldType.CHOICE or field.is_path
    return (label_of(field.choices, text) or text) if is_chosen and text else text

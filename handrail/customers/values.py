"""The values of typed attributes: from what people write to what is kept, or a sentence says why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Kept = str | int | float | bool | None
LONGEST = 1000
_MOST = Decimal(10) ** 15  # beyond, a JSON number is not exact any more
_YES = {"yes", "true", "1", "y", "on"}
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.?")
_PARTED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{4}")
_NO = {"no", "false", "0", "n", "off"}


def read_value(kind: str, text: str, choices: Sequence[str] = ()) -> Kept:
    """What a person or a file wrote, as it is kept: None for nothing.

    `kind` is one of `AttributeType`. Raises ValidationError in words for whoever wrote it.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        return None
    return _READERS[kind](text, choices)


def write_value(value: object) -> str:
    """A kept value as a form or a file holds it; `read_value` reads it again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _text(text: str, _choices: Sequence[str]) -> Kept:
    if len(text) > LONGEST:
        raise ValidationError(_("Write at most %(most)s characters.") % {"most": LONGEST})
    return text


def _number(text: str, _choices: Sequence[str]) -> Kept:
    plain = text.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= _MOST or len(plain) > 30:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return int(number) if number == number.to_integral_value() else float(number)


def parts_of(text: str) -> tuple[int, int] | None:
    """The first two parts of a date like 15/12/2026 or 12-15-2026, of which either may be the day."""
    found = _PARTED.fullmatch(text) if 8 <= len(text) <= 10 else None
    return (int(found[1]), int(found[3])) if found else None


def read_date(text: str, *, day_first: bool | None = None) -> str:
    """A date as it is kept: from 2026-12-31, from 31.12.2026 (with dots the day comes first everywhere), and
    from 31/12/2026, of which `day_first` says which part is the day; None: what can be read in two ways is
    refused. Raises ValidationError.
    """
    text = text.strip()
    try:
        if found := _DOTTED.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if parts := parts_of(text):
            return _parted(*parts, int(text[-4:]), text, day_first)
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a date: write it like 2026-12-31.") % {"text": text[:40]}
        ) from None


def _parted(one: int, two: int, year: int, text: str, day_first: bool | None) -> str:
    if day_first is None and one <= 12 and two <= 12 and one != two:
        readings = {"text": text, "one": date(year, two, one), "other": date(year, one, two)}
        raise ValidationError(
            _("“%(text)s” can be %(one)s or %(other)s: write it like 2026-12-31.") % readings
        )
    is_day = day_first if day_first is not None else two <= 12
    return (date(year, two, one) if is_day else date(year, one, two)).isoformat()


def _date(text: str, _choices: Sequence[str]) -> Kept:
    return read_date(text)


def _choice(text: str, choices: Sequence[str]) -> Kept:
    found = next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    if found is None:
        raise ValidationError(
            _("“%(text)s” is none of: %(choices)s.") % {"text": text[:40], "choices": ", ".join(choices)}
        )
    return found


def _yes_no(text: str, _choices: Sequence[str]) -> Kept:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})


_READERS = {"text": _text, "number": _number, "date": _date, "choice": _choice, "yes_no": _yes_no}

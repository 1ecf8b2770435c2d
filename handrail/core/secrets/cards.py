"""Numbers of payment cards: the ranges of ISO/IEC 7812 that are in use, and the check digit (its annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handrail.core.secrets.spans import Span, at_most

_GAP = "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}-]"
_NUMBER = re.compile(
    rf"(?<![\w.+-])(?<!\d{_GAP})"
    rf"(?:\d{{14,16}}|\d{{4}}({_GAP})\d{{4}}\1\d{{4}}\1\d{{4}}|\d{{4}}({_GAP})\d{{6}}\2\d{{4,5}})"
    rf"(?![\w]|[.,]\d|{_GAP}\d)"
)
_TOLD = re.compile(
    r"(?<![a-z])(?:cvv2?|cvc2?|card security code)[\"']?\s{0,3}(?:=>|[:=])?\s{0,3}[\"']?(\d{3,4})(?!\w)", re.I
)


def card_spans(text: str) -> Iterator[Span]:
    """Card numbers with a right check digit, in one piece or grouped as on cards, and their codes."""
    yield from at_most(_numbers(text), text)
    yield from at_most((Span(*match.span(1), "card code", 0) for match in _TOLD.finditer(text)), text)


def _numbers(text: str) -> Iterator[Span]:
    for match in _NUMBER.finditer(text):
        digits = "".join(str(int(sign)) for sign in match.group() if sign.isdigit())
        if _is_in_use(digits) and _checks(digits):
            yield Span(match.start(), match.end(), "card number", 0)


def _is_in_use(digits: str) -> bool:
    """Whether a network issues numbers that begin so and are so long."""
    if len(digits) == 15:
        return digits[:2] in {"34", "37"}
    if len(digits) == 14:
        return digits[:2] in {"36", "38"} or "300" <= digits[:3] <= "305"
    return (
        digits[0] == "4"
        or "51" <= digits[:2] <= "55"
        or "2221" <= digits[:4] <= "2720"
        or "3528" <= digits[:4] <= "3589"
        or digits[:4] == "6011"
        or "644" <= digits[:3] <= "659"
        or digits[:2] in {"62", "50"}
        or "56" <= digits[:2] <= "58"
    )


def _checks(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return len(set(digits)) > 1 and sum(value // 10 + value % 10 for value in doubled) % 10 == 0

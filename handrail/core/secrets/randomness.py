"""Whether a value looks as if a machine had drawn it."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

_SIGNS = re.compile(r"[\w.~+/=:%!@#$^&*|-]+", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F-]+")
_LOOKED_AT = 200  # characters; more would tell nothing new
_LEAST_BITS = (
    2.8  # per character; random hexadecimal of 16 has 3.2 on average, names of things with digits less
)


def looks_random(value: str, least: int) -> bool:
    """Whether it is at least so long, of one piece, holds digits among letters, and repeats little.

    Measured by Shannon's entropy of its characters, in bits (C. E. Shannon, 1948, section 6).
    """
    head = value[:_LOOKED_AT]
    if len(head) < least or not _SIGNS.fullmatch(head):
        return False
    has_digit = any(sign.isdigit() for sign in head)
    has_letter = any(sign.isalpha() for sign in head)
    if not has_letter or not (has_digit or _is_mixed(head)):
        return False
    return entropy(head) >= (2.5 if _HEX.fullmatch(head) else _LEAST_BITS) and not _is_name(head)


def entropy(text: str) -> float:
    """Bits per character by how often each occurs in it."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _is_mixed(text: str) -> bool:
    """Capitals in the midst of small letters, more often than in names of code."""
    turns = sum(a.islower() != b.islower() for a, b in pairwise(text) if (a + b).isalpha())
    return turns >= len(text) / 3


def _is_name(text: str) -> bool:
    """A name or a path of words and short numbers: `wp_query_10`, `auth/token-2.0`."""
    pieces = re.split(r"[_./:-]", text)
    return all(
        re.fullmatch(r"[a-z]{0,20}|[A-Z]{0,20}|(?:[A-Z]{0,3}[a-z]{2,20}){1,5}|v?\d{1,10}", piece)
        for piece in pieces
    )

"""Marks the words that were looked for, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape


def marked(text: str, question: str) -> Markup:
    """The text, escaped, with <mark> around words that begin as the question's words do."""
    pattern = _pattern(question)
    if pattern is None:
        return escape(text)
    folded, places = _fold(text)
    parts, end = [], 0
    for match in pattern.finditer(folded):
        begin, until = places[match.start()], places[match.end() - 1] + 1
        parts += [escape(text[end:begin]), Markup("<mark>{}</mark>").format(text[begin:until])]
        end = until
    return Markup("").join([*parts, escape(text[end:])])


@lru_cache(maxsize=64)
def _pattern(question: str) -> re.Pattern[str] | None:
    """Words that begin as one of the question's; nothing when there is no word in it."""
    words = [word for word in re.split(r"\W+", _fold(question)[0]) if word]
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{longest_first})\w*") if words else None


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text without case and accents, and for each of its letters the place it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for piece in _fold_letter(letter):
            letters.append(piece)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    pieces = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(piece for piece in pieces if not unicodedata.combining(piece))

"""Marks the words that were looked for, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape


def marked(text: str, question: str) -> Markup:
    """The text, escaped, with <mark> around words that begin as the question's words do."""
    words = [word for word in re.split(r"\W+", _fold(question)[0]) if word]
    if not words:
        return escape(text)
    folded, places = _fold(text)
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?:{longest_first})\w*")
    parts, end = [], 0
    for match in pattern.finditer(folded):
        begin, until = places[match.start()], places[match.end() - 1] + 1
        parts += [escape(text[end:begin]), Markup("<mark>{}</mark>").format(text[begin:until])]
        end = until
    return Markup("").join([*parts, escape(text[end:])])


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its letters the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for piece in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(piece):
                letters.append(piece)
                places.append(place)
    return "".join(letters), places

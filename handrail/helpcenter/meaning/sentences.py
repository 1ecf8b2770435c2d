"""The texts of a passage whose meanings are kept: each sentence, and the passage as a whole."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])|\n+")
_SHORT = 40  # characters: what is shorter goes with its neighbour
_LONG_PIECE = 400  # characters of what has no sentences (a table, Thai)
MOST = 48


def texts_of(title: str, heading: str, text: str, *, is_first: bool) -> list[str]:
    """What is looked at of a passage: first all of it, then its parts; the title with the first one only."""
    whole = "\n".join(part for part in (heading, text) if part) or title
    names = [*([title] if is_first else []), *([heading] if heading else [])]
    return list(dict.fromkeys([whole, *names, *sentences(text)]))[:MOST]


def sentences(text: str) -> list[str]:
    """The sentences of a text, short ones joined, long runs cut between words."""
    found: list[str] = []
    for sentence in (one.strip() for one in _SENTENCE.split(text) if one):
        if found and sentence and (len(found[-1]) < _SHORT or len(sentence) < _SHORT // 2):
            found[-1] = f"{found[-1]} {sentence}"
        elif sentence:
            found.append(sentence)
    return [piece for one in found for piece in _cut(one)]


def _cut(sentence: str) -> list[str]:
    if len(sentence) <= _LONG_PIECE:
        return [sentence]
    at = sentence.rfind(" ", _LONG_PIECE // 2, _LONG_PIECE)
    at = at if at > 0 else _LONG_PIECE
    return [sentence[:at], *_cut(sentence[at:].lstrip())]

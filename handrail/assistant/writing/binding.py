"""Every sentence of the writer bound to one passage by its number, or dropped (all pure).

What a sentence says must stand in its passage: its words in the passage's language, its numbers and names
of settings letter by letter. Where the words are of another language, nearness of meaning takes their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handrail.helpcenter.search.analysis import tokens

MOST_SENTENCES = 8
_MARKED = re.compile(r"\s*(.+?)\s*((?:\[\d{1,2}\]\s*)+)([.!?。؟।]*)", re.DOTALL)
_NUMBER = re.compile(r"\[(\d{1,2})\]")
_EXACT = re.compile(r"\d+(?:[.,:]\d+)*|[\w.-]+@[\w.-]+|(?:https?://|www\.)\S+|\b[\w-]+\.(?:[a-z]{2,6})\b")
_LINK = re.compile(r"https?://|www\.|\]\(|<[a-z/]", re.IGNORECASE)
_OF_IT = 0.25  # share of one sentence of the passage that it must tell: a word quoted from an order is none
_PART = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])|\n+")
_SAID = 0.6  # share of a sentence's words that must stand in its passage
_MEANT = 0.55  # cosine from which on a sentence means what one of the passage's does
_MEANT_ABROAD = 0.6  # the same across languages, where words say nothing
_SURELY_SAID = 0.85  # share of words from which on nobody asks what it means

Nearness = Callable[[str, str], float | None]


@dataclass(frozen=True)
class Passage:
    """What a sentence may be bound to; `language` is that of its words."""

    text: str
    language: str


@dataclass(frozen=True)
class Bound:
    """A sentence, and the number of the passage that says so (from 1)."""

    text: str
    passage: int


def bind(
    said: str, passages: Sequence[Passage], *, language: str, nearness: Nearness
) -> tuple[list[Bound], int]:
    """The sentences that their passages support, in order, and how many were dropped.

    `nearness` gives the cosine between a sentence and the nearest one of a passage, None where nobody knows.
    """
    kept: list[Bound] = []
    dropped = 0
    for text, number in _sentences(said):
        fits = 0 < number <= len(passages) and _supported(text, passages[number - 1], language, nearness)
        if fits and len(kept) < MOST_SENTENCES:
            kept.append(Bound(text, number))
        else:
            dropped += 1
    return kept, dropped


def _sentences(said: str) -> list[tuple[str, int]]:
    """Each sentence with its number, 0 where it has none or more than one passage is named."""
    found: list[tuple[str, int]] = []
    end = 0
    for match in _MARKED.finditer(said):
        numbers = {int(one) for one in _NUMBER.findall(match[2])}
        text = " ".join((match[1] + match[3]).split())
        found.append((text, numbers.pop() if len(numbers) == 1 else 0))
        end = match.end()
    rest = " ".join(said[end:].split())
    return [*found, (rest, 0)] if re.search(r"\w", rest) else found


def _supported(sentence: str, passage: Passage, language: str, nearness: Nearness) -> bool:
    if _LINK.search(sentence) or not _exact(sentence) <= _exact(passage.text):
        return False
    if language and language != passage.language:
        near = nearness(sentence, passage.text)
        return near is not None and near >= _MEANT_ABROAD
    words = {token.term for token in tokens(sentence, passage.language)}
    there = {token.term for token in tokens(passage.text, passage.language)}
    share = len(words & there) / max(1, len(words))
    if not words or share < _SAID or _told_of_one(words, passage) < _OF_IT:
        return False
    near = nearness(sentence, passage.text) if share < _SURELY_SAID else 1.0
    return near is not None and near >= _MEANT


def _told_of_one(words: set[str], passage: Passage) -> float:
    """How much of one sentence of the passage the words tell."""
    there = ({token.term for token in tokens(one, passage.language)} for one in _PART.split(passage.text))
    return max((len(words & one) / len(one) for one in there if one), default=0.0)


def _exact(text: str) -> set[str]:
    """What must not be changed by a letter: numbers, addresses, names of files and servers."""
    return {one.strip(".,").lower() for one in _EXACT.findall(text)}

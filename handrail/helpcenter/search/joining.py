"""Words and meaning joined: one number for each passage, then one passage for each article.

What a passage has of the question's words is a share of what it could have at most, so it says little where
most words are strange to the language of the article; the nearness of meanings then decides. The weights
are those that decision "search" measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handrail.helpcenter.search.meanings import Near
from handrail.helpcenter.search.ranking import Scored

_MEANING = 1.2  # what meaning counts beside words
_STRANGE = 0.6  # the same where the model does not know a language
_NEAR = 0.15  # how near the meaning of a passage must be that has no word of the question
_UNASKED = 0.2  # the nearness of a passage whose meaning is not kept yet, or that was not compared
# The languages that the model was made for.
_KNOWN = frozenset(
    {*("ar", "de", "en", "es", "fr", "it", "ja", "ko"), *("nl", "pl", "pt", "ru", "th", "tr", "zh")}
)
_REST = 0.1  # what an article's other passages add to its best one
# Logistic regression of "the article answers" on the joined score (public questions, twelve languages).
_SLOPE, _MIDDLE = 9.0, 0.47
_WORDS_ALONE = 0.75  # how sure words alone may make us, where meanings are not known


@dataclass(frozen=True)
class Best:
    """An article in one language: its best passage, how well it answers, and how sure that is (0 to 1)."""

    article: int
    translation: int
    language: str
    passage: int
    score: float
    sure: float


def joined(
    words: Sequence[Scored], near: Mapping[int, Near], most: Mapping[str, float], language: str
) -> list[Best]:
    """Every passage that has words of the question or a meaning like its own, best first."""
    share = {one.passage: one.score / max(most.get(one.language, 0.0), 1e-9) for one in words}
    meant = {passage: one for passage, one in near.items() if passage in share or one.nearness >= _NEAR}
    found: dict[int, Scored | Near] = {one.passage: one for one in words} | meant
    best = [
        _weighed(one, share.get(passage, 0.0), near.get(passage), language if near else None)
        for passage, one in found.items()
    ]
    return sorted(best, key=lambda one: (-one.score, one.passage))


def _weighed(of: Scored | Near, share: float, near: Near | None, language: str | None) -> Best:
    """`language` is None where no meaning was asked for."""
    weight = 0.0 if language is None else _weight(language, of.language)
    score = share + weight * (near.nearness if near else _UNASKED)
    sure = 1 / (1 + math.exp(-_SLOPE * (score / (1 + weight) - _MIDDLE)))
    sure = sure * _WORDS_ALONE if language is None else sure
    return Best(of.article, of.translation, of.language, of.passage, score, sure)


def _weight(asked: str, written: str) -> float:
    bases = {tag.partition("-")[0].lower() for tag in (asked, written) if tag}
    return _MEANING if bases <= _KNOWN else _STRANGE


def by_article(best: Iterable[Best], language: str) -> list[Best]:
    """One for each article, as good as its best language, shown in the asker's where it has that."""
    articles: dict[int, list[Best]] = {}
    for one in best:
        articles.setdefault(one.article, []).append(one)
    return sorted((_one(found, language) for found in articles.values()), key=lambda one: -one.score)


def _one(found: list[Best], language: str) -> Best:
    first = found[0]
    rest = sum(one.score for one in found[1:4] if one.translation == first.translation)
    shown = next((one for one in found if one.language == language), first)
    score = first.score + _REST * min(rest, first.score)
    return Best(shown.article, shown.translation, shown.language, shown.passage, score, first.sure)

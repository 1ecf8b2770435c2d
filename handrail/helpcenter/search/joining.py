"""Words and meaning joined: one number for each passage, then one passage for each article.

What a passage has of the question's words is a share of what it could have at most, so it says little where
most words are strange to the language of the article; the nearness of meanings then decides. The weights
are those that decision "search of articles" measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.helpcenter.search.meanings import Near
from handrail.helpcenter.search.odds import odds
from handrail.helpcenter.search.phrases.likeness import Likeness
from handrail.helpcenter.search.ranking import Scored


@dataclass(frozen=True)
class _Kind:
    """How passages are judged whose language stands so or so to the question's.

    `weight` is what meaning counts beside words. `sure` is a logistic regression of "the best one answers"
    on its score (slope, constant); `likely` one of "this article answers" on its score and on its lead before
    the best other one. Fitted to public questions; the decision says to which.
    """

    weight: float
    sure: tuple[float, float]
    likely: tuple[float, float, float]


_HOME = _Kind(1.2, (19.5, -7.6), (4.7, 18.3, -4.1))
_ABROAD = _Kind(1.2, (24.9, -5.3), (16.6, 33.5, -4.9))
_STRANGE = _Kind(0.6, (12.3, -7.8), (6.8, 19.1, -6.4))  # the model was not made for one of the languages
_PHRASED = _Kind(1.2, (9.0, -5.4), (6.0, 14.0, -5.0))  # found by how people ask for it; a cautious guess
# What a passage's score of 1 makes of the log of the odds of its article, about; in a language that the model
# was not made for meaning counts half in the score.
_ODDS, _ODDS_STRANGE = 8.0, 10.0
_WORDS_ALONE = _Kind(0.0, (10.7, -5.4), (6.7, 10.4, -5.0))  # no meaning is known
_NOISE = 0.15  # a score that some article always has: where there are few, a lead before less is none
# How near the meaning of a passage must be that has no word of the question: in the language of the question,
# where an answer mostly has one, and in another language, where it mostly has none.
_NEAR, _NEAR_ABROAD = 0.25, 0.15
_UNASKED = 0.2  # the nearness of a passage whose meaning is not kept yet, or that was not compared
# The languages that the model was made for.
_KNOWN = frozenset(
    {*("ar", "de", "en", "es", "fr", "it", "ja", "ko"), *("nl", "pl", "pt", "ru", "th", "tr", "zh")}
)
_REST = 0.1  # what an article's other passages add to its best one


@dataclass(frozen=True)
class Best:
    """An article in one language, its best passage and how well that answers.

    `likely` (0 to 1) is how likely the article answers, beside the others that were found. `share` is the
    part of the question's words that the passage has (0 to 1), `nearness` how near their meanings are (None
    where that is not known). `passage` is 0 where only phrases speak for the article.
    """

    article: int
    translation: int
    language: str
    passage: int
    score: float
    kind: _Kind
    likely: float = 0.0
    share: float = 0.0
    nearness: float | None = None

    @property
    def sure(self) -> float:
        """How sure it is that there is an answer in it, whatever else was found (0 to 1)."""
        slope, constant = self.kind.sure
        return _logistic(slope * self.score / (1 + self.kind.weight) + constant)

    def beside(self, other: float) -> float:
        """How likely it answers where the best other article has this score."""
        by_score, by_lead, constant = self.kind.likely
        whole = 1 + self.kind.weight
        score, lead = self.score / whole, self.score / whole - max(other / whole, _NOISE)
        return _logistic(by_score * score + by_lead * lead + constant)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def joined(
    words: Sequence[Scored], near: Mapping[int, Near], most: Mapping[str, float], language: str
) -> list[Best]:
    """Every passage that has words of the question or a meaning like its own, best first."""
    share = {one.passage: one.score / max(most.get(one.language, 0.0), 1e-9) for one in words}
    meant = {passage: one for passage, one in near.items() if passage in share or _is_near(one, language)}
    found: dict[int, Scored | Near] = {one.passage: one for one in words} | meant
    best = [
        _weighed(one, share.get(passage, 0.0), near.get(passage), language if near else None)
        for passage, one in found.items()
    ]
    return sorted(best, key=lambda one: (-one.score, one.passage))


def by_phrase(found: Iterable[Likeness], *, with_meaning: bool) -> list[Best]:
    """Articles that are asked for by phrases like the question; no passage of theirs was looked at."""
    by = odds(with_meaning=with_meaning)
    return [
        Best(one.article, one.translation, one.language, 0, by.of_phrases(one) / _scale(one), _PHRASED)
        for one in found
    ]


def _scale(of: Likeness) -> float:
    return _ODDS if is_known_to_model(of.language) else _ODDS_STRANGE


def _weighed(of: Scored | Near, share: float, near: Near | None, language: str | None) -> Best:
    """`language` is None where no meaning was asked for."""
    kind = _WORDS_ALONE if language is None else _kind(language, of.language)
    score = share + kind.weight * (near.nearness if near else _UNASKED)
    known = near.nearness if near else None
    return Best(of.article, of.translation, of.language, of.passage, score, kind, share=share, nearness=known)


def _kind(asked: str, written: str) -> _Kind:
    if not is_known_to_model(asked, written):
        return _STRANGE
    return _HOME if len({_base(tag) for tag in (asked, written) if tag}) == 1 else _ABROAD


def is_known_to_model(*languages: str) -> bool:
    """Whether the model that says what texts mean was made for all of these languages; "" is any."""
    return {_base(tag) for tag in languages if tag} <= _KNOWN


def _is_near(near: Near, asked: str) -> bool:
    return near.nearness >= (_NEAR if _base(near.language) == _base(asked) else _NEAR_ABROAD)


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


def by_article(best: Iterable[Best], language: str, limit: int | None = None) -> list[Best]:
    """One for each article, as good as its best language, shown in the asker's where it has that.

    The best first; at most `limit` of them, if there is one.
    """
    articles: dict[int, list[Best]] = {}
    for one in sorted(best, key=lambda one: -one.score):
        articles.setdefault(one.article, []).append(one)
    ranked = sorted(articles.values(), key=_rank, reverse=True)
    first, second = [*sorted((found[0].score for found in ranked), reverse=True), 0.0, 0.0][:2]
    return [_shown(found, language, first if found[0].score < first else second) for found in ranked[:limit]]


def _rank(found: Sequence[Best]) -> float:
    rest = sum(one.score for one in found[1:4] if one.translation == found[0].translation)
    return found[0].score + _REST * min(rest, found[0].score)


def _shown(found: Sequence[Best], language: str, other: float) -> Best:
    """`other` is the score of the best other article."""
    there = next((one for one in found if one.language == language), found[0])
    shown = next((one for one in found if one.translation == there.translation and one.passage), there)
    return replace(shown, score=found[0].score, kind=found[0].kind, likely=found[0].beside(other))

"""What speaks for each article: its passages, and the phrases by which people ask for it (all pure)."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from handrail.helpcenter.search.asking import LookedUp
from handrail.helpcenter.search.phrases.likeness import Likeness, likenesses

LOOKED_AT = 10  # articles, so that what is said of them does not depend on how many there are
_CLASSIFIED, _GENTLY = (
    0.2,
    2.0,
)  # what a classifier counts beside phrases, and how little it is taken at its word
_MEANING = 1.2  # what the meaning of a passage counts beside its words, as in search


@dataclass
class Evidence:
    """What speaks for one article, shown in one of its languages.

    `share` and `nearness` are those of its best passage (`passage`, 0 where only phrases speak for it), both
    between 0 and 1, nearly; `likeness` is None where it has no phrases nearby.
    """

    article: int
    translation: int
    language: str
    passage: int = 0
    share: float = 0.0
    nearness: float = 0.0
    likeness: Likeness | None = None

    @property
    def by_text(self) -> float:
        """How well its text answers."""
        return (min(1.0, self.share) + _MEANING * self.nearness) / (1 + _MEANING)

    @property
    def by_phrases(self) -> float:
        """How well its phrases fit, and what its classifier says; 0 without any."""
        if self.likeness is None:
            return 0.0
        odds = 1 / (1 + math.exp(-self.likeness.logit / _GENTLY))
        return self.likeness.strength + _CLASSIFIED * (odds - 0.5)

    @property
    def strength(self) -> float:
        """What articles are ranked by."""
        return max(self.by_text, self.by_phrases)


def weighed(found: LookedUp, language: str, terms: Collection[str]) -> list[Evidence]:
    """The articles for which most speaks, strongest first; in the asker's language if found in it.

    `terms` are the words of the question, as the languages of the articles have them.
    """
    articles: dict[int, Evidence] = {}
    for one in found.passages:  # best first
        there = articles.setdefault(one.article, Evidence(one.article, one.translation, one.language))
        if not there.passage or one.language == language != there.language:
            there.translation, there.language, there.passage = one.translation, one.language, one.passage
        there.share = max(there.share, one.share) if one.translation == there.translation else there.share
        there.nearness = max(there.nearness, one.nearness or 0.0)
    for like in likenesses(found.phrased, terms):
        there = articles.setdefault(like.article, Evidence(like.article, like.translation, like.language))
        if there.likeness is None or like.strength > there.likeness.strength:
            there.likeness = like
    return sorted(articles.values(), key=lambda one: -one.strength)[:LOOKED_AT]

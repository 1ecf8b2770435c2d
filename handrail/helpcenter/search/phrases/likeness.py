"""How a question stands to the phrases by which people ask for articles (all pure).

Only the articles nearby are looked at, and what a word is worth is reckoned among their phrases: a word that
all of them have tells nothing apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handrail.helpcenter.search.phrases.matching import Phrased

_NEAREST = 3  # phrases of an article that are looked at together
_VOTES = 10  # phrases nearest to the question that have a say


@dataclass(frozen=True)
class Likeness:
    """How like a question is to an article's phrases; every number lies between 0 and 1, nearly.

    `nearest` and `three` are cosines of the nearest phrase and of the nearest three, `middle` that of the
    middle of all; `words` and `three_words` the share of the question's words (by what they are worth) in the
    best phrase and in the best three, `covered` that in all of them together. `votes` is the article's share
    of the nearest phrases anywhere; `tightness` and `coherence` as in `AskedAsFigures`, of `many` phrases.
    """

    translation: int
    article: int
    language: str
    nearest: float = 0.0
    three: float = 0.0
    middle: float = 0.0
    words: float = 0.0
    three_words: float = 0.0
    covered: float = 0.0
    votes: float = 0.0
    tightness: float = 0.0
    coherence: float = 0.0
    many: int = 1

    @property
    def strength(self) -> float:
        """What articles are ranked by: meaning counts four times as much as words."""
        return (self.nearest + self.middle + 0.25 * self.words + 0.25 * self.three_words) / 2.5


def likenesses(found: Sequence[Phrased], terms: Collection[str]) -> list[Likeness]:
    """The articles nearby; `terms` are the words of the question as the articles' languages have them."""
    worth = _worth(found, terms)
    return [_likeness(one, worth) for one in found]


def _worth(found: Sequence[Phrased], terms: Collection[str]) -> dict[str, float]:
    """Inverse document frequency of each term among the phrases nearby; they add up to 1."""
    phrases = [phrase.terms for one in found for phrase in one.phrases]
    seen = Counter(term for said in phrases for term in said)
    worth = {
        term: math.log(1 + (len(phrases) - seen[term] + 0.5) / (seen[term] + 0.5)) for term in set(terms)
    }
    total = sum(worth.values()) or 1.0
    return {term: value / total for term, value in worth.items()}


def _likeness(of: Phrased, worth: dict[str, float]) -> Likeness:
    near = sorted((one.nearness or 0.0 for one in of.phrases), reverse=True)
    shares = sorted((_share(one.terms, worth) for one in of.phrases), reverse=True)
    everything = frozenset().union(*(one.terms for one in of.phrases))
    return Likeness(
        translation=of.translation,
        article=of.article,
        language=of.language,
        nearest=near[0],
        three=_mean(near[:_NEAREST]),
        middle=min(1.0, _mean(near) / of.coherence) if of.coherence else 0.0,
        words=shares[0],
        three_words=_mean(shares[:_NEAREST]),
        covered=_share(everything, worth),
        votes=sum(one.rank is not None and one.rank <= _VOTES for one in of.phrases) / _VOTES,
        tightness=of.tightness,
        coherence=of.coherence,
        many=len(of.phrases),
    )


def _share(terms: Collection[str], worth: dict[str, float]) -> float:
    return sum(value for term, value in worth.items() if term in terms)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)

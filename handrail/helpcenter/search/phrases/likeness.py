"""How a question stands to the phrases by which people ask for articles (all pure).

Only the articles nearby are looked at, and what a word is worth is reckoned among their phrases: a word that
all of them have tells nothing apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from handrail.helpcenter.search.phrases.matching import Phrase, Phrased

_NEAREST = 3  # phrases of an article that are looked at together
_VOTES = 10  # phrases nearest to the question that have a say
_TYPICAL = 0.25  # share of an article's phrases with a word, from which on the word is typical of it


@dataclass(frozen=True)
class Likeness:
    """How like a question is to an article's phrases; every number lies between 0 and 1, nearly.

    `nearest` is the cosine of the nearest phrase, `middle` that of the middle of all; `words` and
    `three_words` the share of the question's words (by what they are worth) in the best phrase and in the
    best three, `typical` that of words which tell this article from the others.
    `common` is what the best three phrases have in common with the question, of what both have. `votes` is
    the article's share of the nearest phrases anywhere; `tightness` and `coherence` as in `AskedAsFigures`,
    of `many` phrases. `logit` is what the article's classifier says (0, undecided, where it has none yet).
    """

    translation: int
    article: int
    language: str
    nearest: float = 0.0
    middle: float = 0.0
    words: float = 0.0
    three_words: float = 0.0
    typical: float = 0.0
    common: float = 0.0
    votes: float = 0.0
    tightness: float = 0.0
    coherence: float = 0.0
    many: int = 1
    logit: float = 0.0

    @property
    def strength(self) -> float:
        """By which of its languages an article is told: meaning counts four times as much as words."""
        return (self.nearest + self.middle + 0.25 * self.words + 0.25 * self.three_words) / 2.5


def likenesses(found: Sequence[Phrased], terms: Collection[str]) -> list[Likeness]:
    """The articles nearby; `terms` are the words of the question as the articles' languages have them."""
    asked = _Asked.of(found, frozenset(terms))
    return [_likeness(one, asked) for one in found]


@dataclass(frozen=True)
class _Asked:
    """The words of a question; what words are worth among the phrases nearby, and among the articles."""

    terms: frozenset[str]
    worth: Mapping[str, float]
    telling: Mapping[str, float]

    @classmethod
    def of(cls, found: Sequence[Phrased], terms: frozenset[str]) -> _Asked:
        """The words `terms` beside these articles."""
        phrases = [phrase.terms for one in found for phrase in one.phrases]
        articles = [_all_terms(one.phrases) for one in found]
        return cls(terms, _rarities(phrases, terms), _rarities(articles, terms))

    def share(self, terms: Collection[str]) -> float:
        """The part of the question's words that stands among these, by what they are worth."""
        having = sum(self.worth[term] for term in self.terms if term in terms)
        return having / (sum(self.worth[term] for term in self.terms) or 1.0)

    def dice(self, terms: frozenset[str]) -> float:
        """What both have in common, of what both have (Dice, 1945), by what the words are worth."""
        both = sum(self.worth[term] for term in self.terms & terms)
        return 2 * both / (sum(self.worth[term] for term in (*self.terms, *terms)) or 1.0)

    def typical(self, phrases: Sequence[Phrase]) -> float:
        """The part of the question's words that is typical of these phrases, by what tells articles apart."""
        having = Counter(term for one in phrases for term in one.terms & self.terms)
        shares = {term: min(1.0, count / len(phrases) / _TYPICAL) for term, count in having.items()}
        typical = sum(self.telling[term] * share for term, share in shares.items())
        return typical / (sum(self.telling[term] for term in self.terms) or 1.0)


def _rarities(texts: Sequence[frozenset[str]], terms: Iterable[str]) -> dict[str, float]:
    """Inverse document frequency of every word of these texts, and of `terms`."""
    seen = Counter(term for text in texts for term in text)
    return {
        term: math.log(1 + (len(texts) - seen[term] + 0.5) / (seen[term] + 0.5)) for term in {*seen, *terms}
    }


def _likeness(of: Phrased, asked: _Asked) -> Likeness:
    near = [one.nearness or 0.0 for one in of.phrases]
    shares = [asked.share(one.terms) for one in of.phrases]
    common = [asked.dice(one.terms) for one in of.phrases]
    return Likeness(
        translation=of.translation,
        article=of.article,
        language=of.language,
        nearest=max(near),
        middle=min(1.0, _mean(near) / of.coherence) if of.coherence else 0.0,
        words=max(shares),
        three_words=_best(shares),
        typical=asked.typical(of.phrases),
        common=_best(common),
        votes=sum(one.rank is not None and one.rank <= _VOTES for one in of.phrases) / _VOTES,
        tightness=of.tightness,
        coherence=of.coherence,
        many=len(of.phrases),
        logit=of.logit or 0.0,
    )


def _all_terms(phrases: Sequence[Phrase]) -> frozenset[str]:
    return frozenset().union(*(one.terms for one in phrases))


def _best(values: Sequence[float]) -> float:
    """The mean of the three greatest."""
    return _mean(sorted(values, reverse=True)[:_NEAREST])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)

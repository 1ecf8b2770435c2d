"""What speaks for an article, as one number: for its text, for its phrases, and for either.

An article answers by what stands in it, or because it is asked for so: the odds of both are added. It is a
mixture of two regressions, fitted by `make bench-assistant ARGS=--fit` so that the right article is the
likeliest of those that were found (a conditional logit, McFadden, 1974). So the numbers say nothing but how
much more speaks for one article than for another.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.helpcenter.search.phrases.likeness import Likeness

FITTED = Path(__file__).with_name("odds.json")
TEXT = ("share", "nearness", "both", "many phrases")
PHRASES = ("any", "nearest", "middle", "words", "common", "typical", "classified", "many phrases")
_GENTLY = 2.0  # how little a classifier is taken at its word


@dataclass(frozen=True)
class Odds:
    """What each number of TEXT and of PHRASES counts."""

    text: tuple[float, ...]
    phrases: tuple[float, ...]

    def of_text(self, share: float, nearness: float, likeness: Likeness | None) -> float:
        """How much an article's text speaks for it."""
        return _product(self.text, text_numbers(share, nearness, likeness))

    def of_phrases(self, likeness: Likeness | None) -> float:
        """How much its phrases do; without any: nothing does."""
        return -math.inf if likeness is None else _product(self.phrases, phrase_numbers(likeness))


def text_numbers(share: float, nearness: float, likeness: Likeness | None) -> tuple[float, ...]:
    """The numbers of TEXT; those who know many phrases of an article know better than by its text."""
    share = min(1.0, share)
    return (share, nearness, share * nearness, math.log(likeness.many) if likeness else 0.0)


def phrase_numbers(of: Likeness) -> tuple[float, ...]:
    """The numbers of PHRASES."""
    classified = math.tanh(of.logit / _GENTLY / 2) / 2  # 0 where it has nothing to say
    words = (of.words + of.three_words) / 2
    return (1.0, of.nearest, of.middle, words, of.common, of.typical, classified, math.log(of.many))


@cache
def odds(*, with_meaning: bool) -> Odds:
    """What was fitted, for questions whose meaning is known or for words alone."""
    kept = json.loads(FITTED.read_text("utf-8"))["with_meaning" if with_meaning else "words_alone"]
    text, phrases = (
        [kept[group][name] for name in names] for group, names in (("text", TEXT), ("phrases", PHRASES))
    )
    return Odds(tuple(text), tuple(phrases))


def either(one: float, other: float) -> float:
    """The log of both odds together."""
    most = max(one, other)
    return most + math.log(math.exp(one - most) + math.exp(other - most))


def _product(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))

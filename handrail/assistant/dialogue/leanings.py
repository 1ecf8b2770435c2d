"""What a remark leans to, by its words and by what it means; fitted by `make bench-hearing ARGS=--fit`.

`leanings.json` holds a logistic regression for each sign, on the meaning (512 numbers) and on the beginnings
of words, alone and beside their neighbours. Decision 51 says what they were fitted on. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from handrail.assistant.dialogue.words_of import tokens_of
from handrail.helpcenter.meaning.comparing import Vector, nearness

FITTED = Path(__file__).with_name("leanings.json")
_WHOLE, _STEM, _BESIDE, _AMONG = 9, 5, 4, 3  # letters of a word: alone, as a stem, beside one, between two
_FEW = 3  # words: of so few each counts no more than of these


class Sign(StrEnum):
    """What a remark may be."""

    PERSON = "person"  # a wish for a person
    UPSET = "upset"  # anger or distress
    UNHELPED = "unhelped"  # an answer did not help
    YES = "yes"  # it did


@dataclass(frozen=True)
class Leaning:
    """One regression; `threshold` is the logit from which on it is taken for so."""

    bias: float
    threshold: float
    meaning: Vector
    words: Mapping[str, float]

    def of(self, features: Sequence[str], weight: float, vector: Vector) -> float:
        """By how much a remark leans to it: more than 0 is taken for it."""
        by_words = weight * sum(self.words.get(one, 0.0) for one in features)
        return self.bias + nearness(self.meaning, vector) + by_words - self.threshold


def leanings(text: str, vector: Vector) -> dict[Sign, float]:
    """By how much a remark leans to each sign: more than 0 is taken for it."""
    found, weight = list(word_features(text)), word_weight(text)
    return {sign: one.of(found, weight, vector) for sign, one in fitted().items()}


def word_features(text: str) -> Iterator[str]:
    """The words of a remark as they are compared, each once: whole, stems, the first, pairs and threes."""
    yield from dict.fromkeys(_features(tokens_of(text)))


def word_weight(text: str) -> float:
    """What each of them counts: in a long remark less."""
    return float(max(_FEW, len(tokens_of(text))) ** -0.5)


def _features(words: Sequence[str]) -> Iterator[str]:
    yield from (f"^{word[:_STEM]}" for word in words[:1])
    for word in words:
        yield f"={word[:_WHOLE]}"
        yield word[:_STEM]
    for one, other in pairwise(words):
        yield f"{one[:_BESIDE]} {other[:_BESIDE]}"
    for three in zip(words, words[1:], words[2:], strict=False):
        yield " ".join(word[:_AMONG] for word in three)


@cache
def fitted() -> dict[Sign, Leaning]:
    """As the fit wrote them."""
    told = json.loads(FITTED.read_text("utf-8"))
    words: dict[str, list[float]] = told["words"]
    return {
        sign: Leaning(
            told["bias"][at],
            told["threshold"][at],
            told["meaning"][at],
            {word: weights[at] for word, weights in words.items() if weights[at]},
        )
        for at, sign in enumerate(Sign)
    }

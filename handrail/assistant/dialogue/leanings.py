"""What a remark leans to, by its words and by what it means; fitted by `make bench-hearing ARGS=--fit`.

`leanings.json` holds a logistic regression for each kind, on the meaning (512 numbers) and on the beginnings
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


class Remark(StrEnum):
    """What a remark may be."""

    PERSON = "person"  # a wish for a person
    UPSET = "upset"  # anger or distress
    UNHELPED = "unhelped"  # an answer did not help
    YES = "yes"  # it did


@dataclass(frozen=True)
class Fitted:
    """The regressions, each list in the order of `Remark`; `threshold` are logits to be taken for it."""

    bias: Sequence[float]
    threshold: Sequence[float]
    meaning: Sequence[Vector]
    words: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Worded:
    """The words of a remark as they are compared, each once, and what each counts: in a long one less."""

    words: tuple[str, ...]
    weight: float

    @classmethod
    def of(cls, text: str) -> Worded:
        """Its words whole, their stems, the first, pairs and threes."""
        tokens = tokens_of(text)
        return cls(tuple(dict.fromkeys(_features(tokens))), float(max(_FEW, len(tokens)) ** -0.5))


def leanings(text: str, vector: Vector) -> dict[Remark, float]:
    """By how much a remark leans to each kind: more than 0 is taken for it."""
    by, told = fitted(), Worded.of(text)
    rows = [by.words[word] for word in told.words if word in by.words]
    return {
        kind: by.bias[at]
        + nearness(by.meaning[at], vector)
        + told.weight * sum(row[at] for row in rows)
        - by.threshold[at]
        for at, kind in enumerate(Remark)
    }


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
def fitted() -> Fitted:
    """As the fit wrote them."""
    return Fitted(**json.loads(FITTED.read_text("utf-8")))

"""Fit the leanings of remarks: one logistic regression for each sign, on meanings and words (`leanings.py`).

Gradients with momentum and a step for each weight (Adam; Kingma and Ba, 2015), in numpy. Everything is one
example: what customers said (`hearing_said.jsonl`) and questions of public sets, which are none of the signs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from handrail.assistant.dialogue.leanings import FITTED, Remark, Worded

_WORDS = 4.0  # how much more a word may count than a number of the meaning, before the ridge
_RIDGE = 1.0
_LEAST = 2  # examples that have a word
_STEPS, _RATE, _FOLDS = 150, 0.3, 4
_SLIGHT = 0.1  # a word that counts less is left out
# Of questions of public sets, and of plain questions that were written to be mistaken, so many may be.
FALSE = {
    Remark.PERSON: (0.003, 0.03),
    Remark.UPSET: (0.003, 0.03),
    Remark.UNHELPED: (0.01, 0.08),
    Remark.YES: (0.01, 0.05),
}


@dataclass(frozen=True)
class Example:
    """A text with its meaning; `sign` is "plain" for a question."""

    text: str
    sign: str
    language: str
    vector: Any = None
    is_public: bool = False

    @cached_property
    def worded(self) -> Worded:
        """Its words, which each fit compares."""
        return Worded.of(self.text)


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """What `leanings.json` holds, fitted on these."""
    best, words = _fitted(examples)
    scores = _left_out(examples)
    size = len(examples[0].vector)
    told = {
        word: [round(float(value) * _WORDS, 2) for value in row]
        for word, row in zip(words, best[1 + size :], strict=True)
        if np.abs(row).max() * _WORDS >= _SLIGHT
    }
    return {
        "bias": [round(float(one), 3) for one in best[0]],
        "threshold": [round(_threshold(examples, scores[:, at], sign), 3) for at, sign in enumerate(Remark)],
        "meaning": [[round(float(one), 3) for one in column] for column in best[1 : 1 + size].T],
        "words": told,
    }


def _fitted(examples: Sequence[Example]) -> tuple[Any, dict[str, int]]:
    words = _vocabulary(examples)
    named = np.array([[one.sign == sign for sign in Remark] for one in examples], np.float32)
    return _descend(_design(examples, words), named), words


def _left_out(examples: Sequence[Example]) -> Any:
    """How each leans by what was fitted without it: of what it has learned everything is sure."""
    scores = np.zeros((len(examples), len(Remark)), np.float32)
    for fold in range(_FOLDS):
        best, words = _fitted([one for at, one in enumerate(examples) if at % _FOLDS != fold])
        scores[fold::_FOLDS] = _design(examples[fold::_FOLDS], words) @ best
    return scores


def write(told: dict[str, Any]) -> None:
    """Write what was fitted where it is read."""
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(told[key])}" for key in ("bias", "threshold"))
    meaning = json.dumps(told["meaning"], separators=(",", ":"))
    words = ",\n".join(
        f"    {json.dumps(word, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for word, row in sorted(told["words"].items())
    )
    FITTED.write_text(f'{{\n{lines},\n  "meaning": {meaning},\n  "words": {{\n{words}\n  }}\n}}\n', "utf-8")


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    found = Counter(word for one in examples if not one.is_public for word in one.worded.words)
    return {word: at for at, word in enumerate(word for word, many in found.items() if many >= _LEAST)}


def _design(examples: Sequence[Example], words: dict[str, int]) -> Any:
    size = len(examples[0].vector)
    design = np.zeros((len(examples), 1 + size + len(words)), np.float32)
    for row, one in zip(design, examples, strict=True):
        row[0], row[1 : 1 + size] = 1, one.vector
        for word in one.worded.words:
            if word in words:
                row[1 + size + words[word]] = _WORDS * one.worded.weight
    return design


def _descend(design: Any, named: Any) -> Any:
    many, width = design.shape
    best = np.zeros((width, named.shape[1]), np.float32)
    ridge = np.full((width, 1), _RIDGE / many, np.float32)
    ridge[0] = 0
    speed, size = np.zeros_like(best), np.zeros_like(best)
    for step in range(1, _STEPS + 1):
        said = 1 / (1 + np.exp(-np.clip(design @ best, -30, 30)))
        slope = design.T @ (said - named) / many + ridge * best
        speed = 0.9 * speed + 0.1 * slope
        size = 0.99 * size + 0.01 * slope * slope
        rate = _RATE * (1 - step / _STEPS) + 0.01
        best -= rate * (speed / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-8)
    return best


def _threshold(examples: Sequence[Example], scores: Any, sign: Remark) -> float:
    """The least from which on no more than so many plain questions are mistaken."""
    plain = np.array([one.sign == "plain" for one in examples])
    public = np.array([one.is_public for one in examples])
    least = []
    for group, share in zip((public, plain & ~public), FALSE[sign], strict=True):
        ranked = np.sort(scores[group])
        least.append(float(ranked[int(len(ranked) * (1 - share))]))
    return max(least)

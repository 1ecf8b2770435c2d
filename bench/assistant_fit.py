"""Fit the odds by which articles are ranked (`assistant_odds`), then the confidence that belongs to them.

The confidence is a logistic regression by Newton's method, in numpy, with a little ridge.

The event is that the right article is among the first three. Each shelf weighs the same (half, where few
phrases are known), and in it questions with an answer weigh as much as `_INSIDE` says: no corpus and no share
of hard questions decides alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.assistant_figures import PLAIN, TOP
from bench.assistant_material import LITTLE
from bench.assistant_odds import fitted_odds
from handrail.assistant.answering.confidence import WEIGHTS, Weights
from handrail.assistant.answering.features import NAMES
from handrail.helpcenter.search.odds import FITTED, PHRASES, TEXT, Odds

if TYPE_CHECKING:
    from bench.assistant_evidence import Seen

_RIDGE = 10.0
_SAME = 1e-3  # standard deviation of a feature
_INSIDE = 0.75  # share of questions that have an answer, as help centers see it
_LITTLE = 0.5  # what a help center weighs that has few articles, or of whose articles few phrases are known
_ANYWAY = 0.065  # of the questions without an answer so many may get one, on the mean of the shelves


@dataclass(frozen=True)
class Fitted:
    """What a question is judged by."""

    odds: Odds
    weights: Weights


def fit_all(found: Sequence[Seen]) -> None:
    """Fit for known meanings and for words alone, choose the threshold, and write it all down."""
    kept: dict[str, Any] = {"threshold": 0.5}
    odds: dict[str, Any] = {}
    for name, with_meaning in (("with_meaning", True), ("words_alone", False)):
        some = [one for one in found if one.with_meaning == with_meaning]
        made = fitted(some)
        odds[name] = {
            "text": _told(TEXT, made.odds.text),
            "phrases": _told(PHRASES, made.odds.phrases),
        }
        kept[name] = {
            "bias": round(made.weights.bias, 4),
            "weights": _told(NAMES, made.weights.of),
            "questions": len(some),
        }
        if with_meaning:
            kept["threshold"] = _threshold(some, made)
    for file, content in ((WEIGHTS, kept), (FITTED, odds)):
        file.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _told(names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in zip(names, values, strict=True)}


def fitted(found: Sequence[Seen]) -> Fitted:
    """The odds and the regression on these questions."""
    by = fitted_odds(found)
    looked_at = [one.ranked(by) for one in found]
    pairs = list(zip(found, looked_at, strict=True))
    rows = np.array([one.numbers(there) for one, there in pairs])
    named = np.array([float(one.case.answer in one.named(there)[:TOP]) for one, there in pairs])
    middle, width = rows.mean(axis=0), rows.std(axis=0)
    width[width < _SAME] = np.inf  # what is always the same says nothing
    design = np.column_stack([np.ones(len(rows)), (rows - middle) / width])
    best = _newton(design, named, _weights(found))
    weights = best[1:] / width
    bias = float(best[0] - (weights * middle).sum())
    return Fitted(by, Weights(bias, tuple(float(one) for one in weights)))


def _newton(design: Any, named: Any, weights: Any) -> Any:
    best = np.zeros(design.shape[1])
    ridge = np.eye(design.shape[1]) * _RIDGE
    ridge[0, 0] = 0
    for _ in range(50):
        said = 1 / (1 + np.exp(-design @ best))
        slope = design.T @ (weights * (said - named)) + ridge @ best
        curve = (design * (weights * said * (1 - said))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, slope)
        best = best - step
        if np.abs(step).max() < 1e-8:
            break
    return best


def _weights(found: Sequence[Seen]) -> Any:
    weights = np.zeros(len(found))
    shelves = np.array([one.shelf for one in found])
    inside = np.array([bool(one.case.answer) for one in found])
    for shelf in sorted(set(shelves)):
        for has, share in ((True, _INSIDE), (False, 1 - _INSIDE)):
            chosen = (shelves == shelf) & (inside == has)
            if chosen.any():
                weights[chosen] = (_LITTLE if shelf in LITTLE else 1.0) * share / chosen.sum()
    return weights * len(found) / weights.sum()


def _threshold(found: Sequence[Seen], made: Fitted) -> float:
    """The confidence that so few questions without an answer reach; near ones are not counted,
    as nobody tells them apart from others."""
    from bench.assistant import judge

    outside = sorted(one.confidence for one in judge(found, made) if not one.has_answer and one.kind in PLAIN)
    return round(outside[int(len(outside) * (1 - _ANYWAY))], 3)

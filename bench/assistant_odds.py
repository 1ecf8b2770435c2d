"""Fit the odds by which articles are ranked: the right one is to be the likeliest of those that were found.

A conditional logit over a mixture (`handrail/helpcenter/search/odds.py`), each shelf weighing the same,
by Newton's method: the slope is exact, the curvature by differences, damped while it does not help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from handrail.helpcenter.search.odds import PHRASES, TEXT, Odds, phrase_numbers, text_numbers

if TYPE_CHECKING:
    from bench.assistant_evidence import Seen
    from handrail.assistant.answering.evidence import Evidence

NOTHING = Odds((0.0,) * len(TEXT), (0.0,) * len(PHRASES))
_RIDGE = 1e-3
_NEVER = -1e9  # the log of no odds at all
_STEP = 1e-4  # of the differences
_MOST_STEPS, _ENOUGH = 60, 1e-9
_BEGIN = 2.0  # what everything counts before anything is known: all of it speaks for an article


@dataclass(frozen=True)
class _Table:
    """Questions by articles by numbers; `right` is the place of each question's article."""

    text: Any
    phrases: Any
    is_there: Any
    has_phrases: Any
    right: Any
    weights: Any


def fitted_odds(found: Sequence[Seen]) -> Odds:
    """What is fitted on those of these questions whose article was found at all."""
    table = _table([one for one in found if one.case.answer in one.slugs_found])
    best = _newton(lambda weights: _loss(weights, table), np.full(len(TEXT) + len(PHRASES), _BEGIN))
    return Odds(tuple(map(float, best[: len(TEXT)])), tuple(map(float, best[len(TEXT) :])))


def _table(found: Sequence[Seen]) -> _Table:
    rows = [list(one.articles.values()) for one in found]
    many, most = len(rows), max(map(len, rows))
    text, phrases = np.zeros((many, most, len(TEXT))), np.zeros((many, most, len(PHRASES)))
    is_there, has_phrases = np.zeros((many, most), bool), np.zeros((many, most), bool)
    for at, row in enumerate(rows):
        is_there[at, : len(row)] = True
        for place, one in enumerate(row):
            text[at, place] = text_numbers(one.share, one.nearness, one.likeness)
            if one.likeness is not None:
                phrases[at, place], has_phrases[at, place] = phrase_numbers(one.likeness), True
    right = np.array([_place(one, row) for one, row in zip(found, rows, strict=True)])
    shelves = Counter(one.shelf for one in found)
    weights = np.array([1 / shelves[one.shelf] for one in found]) / len(shelves)
    return _Table(text, phrases, is_there, has_phrases, right, weights)


def _place(of: Seen, row: Sequence[Evidence]) -> int:
    return next(at for at, one in enumerate(row) if of.slugs[one.article] == of.case.answer)


def _loss(weights: Any, of: _Table) -> tuple[float, Any]:
    """How unlikely the right articles are, and by how much that changes with each weight."""
    by_text = of.text @ weights[: len(TEXT)]
    by_phrases = np.where(of.has_phrases, of.phrases @ weights[len(TEXT) :], _NEVER)
    strength = np.logaddexp(by_text, by_phrases)
    odds = np.where(of.is_there, strength, _NEVER)
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    share = odds / odds.sum(axis=1, keepdims=True)
    each = np.arange(len(of.right))
    loss = -(of.weights * np.log(share[each, of.right] + 1e-300)).sum() + _RIDGE * (weights @ weights) / 2
    wrong = share.copy()
    wrong[each, of.right] -= 1
    wrong *= of.weights[:, None]
    is_text = np.exp(by_text - strength)
    slope_text = np.einsum("qa,qan->n", wrong * is_text, of.text)
    slope_phrases = np.einsum("qa,qan->n", wrong * (1 - is_text), of.phrases)
    return float(loss), np.concatenate([slope_text, slope_phrases]) + _RIDGE * weights


def _newton(of: Callable[[Any], tuple[float, Any]], begin: Any) -> Any:
    best, (loss, slope), damping = begin, of(begin), 1e-2
    for _ in range(_MOST_STEPS):
        curve = _curvature(of, best)
        values, axes = np.linalg.eigh(curve)
        step = axes @ ((axes.T @ slope) / (np.abs(values) + damping))
        new_loss, new_slope = of(best - step)
        if new_loss < loss:
            is_enough = loss - new_loss < _ENOUGH
            best, loss, slope, damping = best - step, new_loss, new_slope, damping / 10
            if is_enough:
                break
        else:
            damping *= 10
    return best


def _curvature(of: Callable[[Any], tuple[float, Any]], at: Any) -> Any:
    steps = np.eye(len(at)) * _STEP
    curve = np.array([(of(at + one)[1] - of(at - one)[1]) / (2 * _STEP) for one in steps])
    return (curve + curve.T) / 2

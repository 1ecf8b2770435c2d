"""How good answers and refusals are, in figures (all pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 10
TOP = 3
PLAIN = frozenset({"in", "oos", "outside", "far", "absent"})  # kinds of questions; near ones apart


@dataclass(frozen=True)
class Judged:
    """A question's confidence; whether it has an answer here, whether that comes first, or among three."""

    shelf: str
    kind: str
    half: int
    confidence: float
    has_answer: bool
    is_first: bool
    is_named: bool


def auroc(judged: Sequence[Judged]) -> float:
    """How often a question with an answer is surer than one without; ties count half.

    Mann and Whitney, "On a test of whether one of two random variables is larger" (1947).
    """
    ranked = sorted(judged, key=lambda one: one.confidence)
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end].confidence == ranked[at].confidence:
            end += 1
        total += sum(one.has_answer for one in ranked[at:end]) * (at + 1 + end) / 2
        at = end
    yes = sum(one.has_answer for one in judged)
    no = len(judged) - yes
    return (total - yes * (yes + 1) / 2) / (yes * no) if yes and no else 0.5


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error in ten bins of equal width (Naeini et al., 2015)."""
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(_BINS - 1, int(one.confidence * _BINS)), []).append(one)
    off = sum(abs(sum(one.confidence - one.is_named for one in found)) for found in bins.values())
    return off / max(1, len(judged))


def brier_skill(judged: Sequence[Judged]) -> float:
    """One less the Brier score over that of always saying the base rate (Brier, 1950; Murphy, 1973)."""
    rate = sum(one.is_named for one in judged) / max(1, len(judged))
    said = sum((one.confidence - one.is_named) ** 2 for one in judged)
    base = sum((rate - one.is_named) ** 2 for one in judged)
    return 1 - said / base if base else 0.0


def answered_rightly(judged: Sequence[Judged], threshold: float) -> float:
    """Of the questions with an answer here, how many were told it (named among three); a refusal is wrong."""
    inside = [one for one in judged if one.has_answer]
    return sum(one.is_named and one.confidence >= threshold for one in inside) / max(1, len(inside))


def answered_anyway(judged: Sequence[Judged], threshold: float) -> float:
    """Of the questions without an answer here, how many were told something."""
    outside = [one for one in judged if not one.has_answer]
    return sum(one.confidence >= threshold for one in outside) / max(1, len(outside))

"""How sure an answer is: logistic regression on the features, fitted by `make bench-assistant ARGS=--fit`.

`weights.json` holds what was fitted, decision 50 on what. The number is the probability that the right
article is among those that the answer names.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handrail.assistant.answering.features import NAMES

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Weights:
    """A fitted regression: the logit of nothing at all, and what each feature adds to it."""

    bias: float
    of: tuple[float, ...]

    def confidence(self, features: Sequence[float]) -> float:
        """The probability, strictly between 0 and 1 (never quite sure)."""
        logit = self.bias + sum(weight * value for weight, value in zip(self.of, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def shipped() -> dict[str, Any]:
    """The file as it was written by the fit."""
    found: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return found


@cache
def weights(*, with_meaning: bool) -> Weights:
    """The regression for a question whose meaning is known, or for words alone."""
    kept = shipped()["with_meaning" if with_meaning else "words_alone"]
    return Weights(kept["bias"], tuple(kept["weights"][name] for name in NAMES))

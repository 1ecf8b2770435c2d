"""How near two meanings are."""

from __future__ import annotations

import json
from collections.abc import Sequence

Vector = Sequence[float]


def vector_of(told: str) -> Vector:
    """The numbers of a meaning, which is told as PostgreSQL reads it."""
    numbers: list[float] = json.loads(told)
    return numbers


def nearness(one: Vector, other: Vector) -> float:
    """The cosine of two meanings, as their length is 1: 1 is the same, 0 is nothing in common."""
    return sum(a * b for a, b in zip(one, other, strict=True))

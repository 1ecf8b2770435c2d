"""Quantiles of waits of which some are not over yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Seen(NamedTuple):
    """One wait: how long (in any measure), whether it was over then or still lasted, what it weighs."""

    length: float
    is_over: bool
    weight: float = 1.0


def quantiles(seen: Iterable[Seen], shares: Sequence[float]) -> list[float | None]:
    """The lengths within which these shares (0 to 1, rising) of waits are over; None where nobody can say.

    The product-limit estimator of E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete
    observations", Journal of the American Statistical Association 53 (1958), with weights: a wait that still
    lasts counts among those at risk for as long as it has lasted, and no longer. Of equal lengths those
    that are over come first.
    """
    ordered = sorted(seen, key=lambda one: (one.length, not one.is_over))
    at_risk, lasting = sum(one.weight for one in ordered), 1.0
    found: list[float | None] = []
    for one in ordered:
        if one.is_over and at_risk > 0:
            lasting *= max(1 - one.weight / at_risk, 0.0)
            while len(found) < len(shares) and 1 - lasting >= shares[len(found)] - 1e-12:
                found.append(one.length)
        at_risk -= one.weight
    return found + [None] * (len(shares) - len(found))


def effective(weights: Iterable[float]) -> float:
    """How many equal weights tell as much as these: the square of their sum by the sum of their squares.

    L. Kish, Survey Sampling (1965).
    """
    told = list(weights)
    squares = sum(weight * weight for weight in told)
    return sum(told) ** 2 / squares if squares else 0.0

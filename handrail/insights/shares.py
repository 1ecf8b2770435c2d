"""Shares of counts, with what is known of them: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054  # of a normal distribution, 95 % lie within so many standard deviations
FEWEST = 30  # below so many cases a share says little: it is shown as a count only


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; both are counts."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def says_something(self) -> bool:
        """Whether there are enough cases to speak of a share."""
        return self.whole >= FEWEST

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share may lie, at 95 %: Wilson's score interval (1927); (0, 1) of nothing."""
        return wilson(self.part, self.whole)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a share (E. B. Wilson, JASA 22, 1927): it stays within 0 and 1, and holds
    the share itself. (0, 1) when `whole` is 0.
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def difference(now: Share, before: Share) -> tuple[float, float] | None:
    """Where `now` less `before` may lie, at 95 % (R. G. Newcombe, Statistics in Medicine 17, 1998, method
    10).

    None when either is of nothing.
    """
    if now.value is None or before.value is None:
        return None
    (low, high), (low_before, high_before) = now.interval, before.interval
    changed = now.value - before.value
    down = sqrt((now.value - low) ** 2 + (high_before - before.value) ** 2)
    up = sqrt((high - now.value) ** 2 + (before.value - low_before) ** 2)
    return changed - down, changed + up


def direction(now: Share, before: Share) -> int:
    """1 when it rose, -1 when it fell, 0 when nobody can tell: too few cases, or chance would do."""
    found = difference(now, before)
    if found is None or not (now.says_something and before.says_something):
        return 0
    return (found[0] > 0) - (found[1] < 0)

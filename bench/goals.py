"""One figure of a mail bench against its goal, in a line; and where the sets lie."""

from __future__ import annotations

from pathlib import Path

SETS = Path(__file__).parents[2] / "shared/data"


def told(
    area: str, name: str, value: float, goal: float, *, most: bool = False, digits: int = 3, about: str = ""
) -> bool:
    """Print whether the figure reaches its goal, a least one or (`most`) a greatest one; returns it."""
    good = value <= goal if most else value >= goal
    verdict, sign = "ok  " if good else "MISS", "≤" if most else "≥"
    print(f"{verdict}  {area}, {name}  {value:.{digits}f}  (goal {sign} {goal}{about and f'; {about}'})")
    return good

"""What stands in the columns of a file: a value or two, and which part of their dates is the day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from handrail.customers.importing.tables import Line
from handrail.customers.values import parts_of

MOST_SHOWN, LONGEST_SHOWN = 2, 40  # values of a column beside its name, and characters of each
DAY, MONTH, EITHER = "day", "month", "either"


@dataclass
class Seen:
    """A column: `shown` of it stands beside its name. `first` is what its dates like 15/12/2026 begin with:
    DAY or MONTH where one of them can be read in one way alone, EITHER where a person has to say it, nothing
    where there are none or they contradict each other. `chosen` is what a person said.
    """

    shown: list[str] = field(default_factory=list)
    first: str = ""
    chosen: str = ""

    @property
    def day_first(self) -> bool | None:
        """How the dates of the column are read; None: only those that can be read in one way."""
        return {DAY: True, MONTH: False}.get(self.chosen or self.first)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def look(lines: Iterable[Line], width: int) -> tuple[int, list[Seen]]:
    """The number of rows (the header is none of them), and their columns."""
    seen, firsts = [Seen() for _column in range(width)], [set[str]() for _column in range(width)]
    rows = 0
    for line in lines:
        rows += 1
        for column, first, cell in zip(seen, firsts, line.cells, strict=False):
            if not cell:
                continue
            if len(column.shown) < MOST_SHOWN and (short := _short(cell)) not in column.shown:
                column.shown.append(short)
            if parts := parts_of(cell):
                first.add(_first(*parts))
    for column, first in zip(seen, firsts, strict=True):
        told = first - {EITHER, ""}
        column.first = told.pop() if len(told) == 1 else "" if told else EITHER if EITHER in first else ""
    return rows, seen


def _first(one: int, two: int) -> str:
    """What a date begins with; nothing where it is the same date either way, or none at all."""
    if one == two or (one > 12 and two > 12):
        return ""
    return DAY if one > 12 else MONTH if two > 12 else EITHER


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SHOWN else f"{cell[: LONGEST_SHOWN - 1]}…"

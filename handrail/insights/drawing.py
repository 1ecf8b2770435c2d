"""Counts as bars: where each piece begins and how long it is, for a drawing by the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handrail.insights.ledger import Counts
from handrail.insights.outcomes import Outcome

LENGTH = 1000.0  # of the lying bar, in units of its drawing
HEIGHT = 100.0  # of the tallest standing bar


@dataclass(frozen=True)
class Piece:
    """One outcome's part of a bar."""

    outcome: Outcome
    contacts: int
    begins: float
    length: float


@dataclass(frozen=True)
class Bar:
    """A week's contacts, standing: its pieces begin at the top."""

    week: date
    contacts: int
    pieces: list[Piece]


def pieces(counts: Counts, length: float = LENGTH, begins: float = 0.0) -> list[Piece]:
    """The whole, `length` long, parted as the contacts are; outcomes without any have no piece."""
    found, scale = [], length / counts.total if counts.total else 0.0
    for outcome in Outcome:
        if contacts := counts.of([outcome]):
            found.append(Piece(outcome, contacts, round(begins, 2), round(contacts * scale, 2)))
            begins += contacts * scale
    return found


def bars(weeks: Mapping[date, Counts]) -> list[Bar]:
    """One for each week, the most contacts as tall as HEIGHT."""
    most = max((counts.total for counts in weeks.values()), default=0) or 1
    return [_bar(week, counts, HEIGHT * counts.total / most) for week, counts in weeks.items()]


def _bar(week: date, counts: Counts, tall: float) -> Bar:
    return Bar(week, counts.total, pieces(counts, tall, HEIGHT - tall))

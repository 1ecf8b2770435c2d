"""Where the assistant may answer: doors join with what stands in their own settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceOfAnswers:
    """A widget, a form, the portal: its name, whether it answers there, and where that is changed."""

    name: str
    is_on: bool
    address: str
    says: str = ""


_asked: list[Callable[[], Iterable[PlaceOfAnswers]]] = []


def join(ask: Callable[[], Iterable[PlaceOfAnswers]]) -> Callable[[], Iterable[PlaceOfAnswers]]:
    """A door says here which places it has; each in a fixed number of statements."""
    _asked.append(ask)
    return ask


def places() -> list[PlaceOfAnswers]:
    """All of them, door by door."""
    return [one for ask in _asked for one in ask()]

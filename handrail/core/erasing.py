"""Erase a person from everywhere: each room joins with a step that knows its own tables.

Steps run in their order, each in bounded pieces that commit by themselves, so an erasure that was cut off
begins again and finds less to do. What knows who it was (the customer and their addresses) goes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

STRUCK = "[…]"  # what stands where an address was, in the words of somebody else


@dataclass(frozen=True)
class Person:
    """Whom to erase: their rows (those merged into them too), addresses as compared, names as they were."""

    customers: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Step:
    """What one room erases: how much there is, by the name of its kind, and the work, piece by piece."""

    order: int
    count: Callable[[Person], dict[str, int]]
    run: Callable[[Person], Iterator[int]]


_steps: dict[str, Step] = {}


def join(name: str, *, order: int, count: Callable[[Person], dict[str, int]]) -> Callable[..., Any]:
    """Let a room's function take part; the lower its order, the earlier it runs."""

    def enter(run: Callable[[Person], Iterator[int]]) -> Callable[[Person], Iterator[int]]:
        _steps[name] = Step(order, count, run)
        return run

    return enter


def count_all(person: Person) -> dict[str, int]:
    """What an erasure would reach, by kind; nothing is changed."""
    found: dict[str, int] = {}
    for step in _in_order():
        for kind, count in step.count(person).items():
            found[kind] = found.get(kind, 0) + count
    return found


def run_all(person: Person) -> Iterator[int]:
    """Erase; yields after each piece how much it was."""
    for step in _in_order():
        yield from step.run(person)


def _in_order() -> list[Step]:
    return sorted(_steps.values(), key=lambda step: step.order)


def strike(text: str, addresses: tuple[str, ...]) -> str:
    """The text without these addresses, in whatever case they are written."""
    for address in addresses:
        text = re.sub(re.escape(address), STRUCK, text, flags=re.IGNORECASE) if address else text
    return text


def strike_all(value: Any, addresses: tuple[str, ...]) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return strike(value, addresses)
    if isinstance(value, list):
        return [strike_all(one, addresses) for one in value]
    if isinstance(value, dict):
        return {name: strike_all(one, addresses) for name, one in value.items()}
    return value

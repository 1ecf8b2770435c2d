"""Who listens to which kind of entry. Receivers are small, repeatable, and may run out of order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

Receiver = Callable[[Any], None]

_by_kind: dict[str, list[str]] = defaultdict(list)
_by_name: dict[str, Receiver] = {}
_gathering: set[str] = set()


def receiver(*events: Any, gathers: bool = False) -> Callable[[Receiver], Receiver]:
    """Run the function for each entry of these event classes, after the verb has committed.

    One that `gathers` gets a list, all that one unit of work recorded, and asks the database once for them.
    """

    def listen(func: Receiver) -> Receiver:
        name = f"{func.__module__}.{func.__qualname__}"
        _by_name[name] = func
        if gathers:
            _gathering.add(name)
        for event in events:
            _by_kind[event.kind].append(name)
        return func

    return listen


def receivers_of(kind: str) -> list[str]:
    """Names of the receivers that listen to a kind of entry."""
    return list(_by_kind.get(kind, ()))


def gathers(name: str) -> bool:
    """Whether the receiver gets several entries at once."""
    return name in _gathering


def hear(name: str, entries: Sequence[Any]) -> None:
    """Let the receiver hear the entries; KeyError when the code no longer has it."""
    func = receiver_named(name)
    if gathers(name):
        func(entries)
        return
    for entry in entries:
        func(entry)


def receiver_named(name: str) -> Receiver:
    """The receiver's function; raises KeyError when the code no longer has it."""
    return _by_name[name]

"""Who listens to which kind of entry. Receivers are small, repeatable, and may run out of order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Receiver = Callable[[Any], None]

_by_kind: dict[str, list[str]] = defaultdict(list)
_by_name: dict[str, Receiver] = {}


def receiver(*events: Any) -> Callable[[Receiver], Receiver]:
    """Run the function for each entry of these event classes, after the verb has committed."""

    def listen(func: Receiver) -> Receiver:
        name = f"{func.__module__}.{func.__qualname__}"
        _by_name[name] = func
        for event in events:
            _by_kind[event.kind].append(name)
        return func

    return listen


def receivers_of(kind: str) -> list[str]:
    """Names of the receivers that listen to a kind of entry."""
    return list(_by_kind.get(kind, ()))


def receiver_named(name: str) -> Receiver:
    """The receiver's function; raises KeyError when the code no longer has it."""
    return _by_name[name]

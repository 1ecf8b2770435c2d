"""Small answers that every page asks for and that change seldom: asked again after two seconds."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Hashable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 2.0
MOST = 1000
_forgetting: list[Callable[[], None]] = []


def remembered(ask: Callable[P, R]) -> Callable[P, R]:
    """Remember the answers of `ask` for two seconds in this process, by its arguments.

    For what admins change, never for what decides who may see something.
    """
    known: dict[Hashable, tuple[float, R]] = {}
    _forgetting.append(known.clear)

    @functools.wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        key, now = (args, tuple(kwargs.items())), time.monotonic()
        found = known.get(key)
        if found is None or now - found[0] > SECONDS:
            if len(known) >= MOST:
                known.clear()
            found = known[key] = (now, ask(*args, **kwargs))
        return found[1]

    return answer


def forget_remembered() -> None:
    """Ask everything anew, now."""
    for forget in _forgetting:
        forget()

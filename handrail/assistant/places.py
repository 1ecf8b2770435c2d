"""Where the assistant may answer: doors join with what stands in their own settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May


@dataclass(frozen=True)
class PlaceOfAnswers:
    """A widget, a form, the portal: its key among its kind, its name, whether it answers there, and where the
    rest of it is set up.
    """

    key: int
    name: str
    is_on: bool
    address: str


Ask = Callable[[], Iterable[PlaceOfAnswers]]
Switch = Callable[[int, bool, Agent], None]
_doors: dict[str, tuple[Ask, Switch]] = {}


def join(channel: str, ask: Ask, switch: Switch) -> None:
    """A door says which places it has, in a fixed number of statements, and switches one by its key."""
    _doors[channel] = (ask, switch)


def places() -> dict[str, list[PlaceOfAnswers]]:
    """All of them, by channel."""
    return {channel: list(ask()) for channel, (ask, _switch) in _doors.items()}


def answers_anywhere() -> bool:
    """Whether it is on in any of them."""
    return any(one.is_on for found in places().values() for one in found)


@needs(May.SETTINGS)
def switch_place(channel: str, key: int, *, on: bool, by: Agent) -> bool:
    """Let it answer in one place, or not; False where there is no such place."""
    ask, switch = _doors.get(channel, (list, None))
    if switch is None or key not in {one.key for one in ask()}:
        return False
    switch(key, on, by)
    return True

"""Where the assistant may answer: doors join with what stands in their own settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, mailbox_ids
from handrail.accounts.permissions import May


@dataclass(frozen=True)
class PlaceOfAnswers:
    """A widget, a form, the portal: its key among its kind, its name, whether it answers there, and where the
    rest of it is set up. `mailbox` is the key of the one that it belongs to; the portal belongs to none.
    """

    key: int
    name: str
    is_on: bool
    address: str
    mailbox: int | None = None


Ask = Callable[[], Iterable[PlaceOfAnswers]]
Switch = Callable[[int, bool, Agent], None]
_doors: dict[str, tuple[Ask, Switch]] = {}


def join(channel: str, ask: Ask, switch: Switch) -> None:
    """A door says which places it has, in a fixed number of statements, and switches one by its key."""
    _doors[channel] = (ask, switch)


def places_for(agent: Agent) -> dict[str, list[PlaceOfAnswers]]:
    """Those of mailboxes that this agent sees, by channel."""
    seen = {None, *mailbox_ids(agent)}
    found = {channel: ask() for channel, (ask, _switch) in _doors.items()}
    return {channel: [one for one in some if one.mailbox in seen] for channel, some in found.items()}


def answers_anywhere() -> bool:
    """Whether it is on in any of them."""
    return any(one.is_on for ask, _switch in _doors.values() for one in ask())


@needs(May.SETTINGS)
def switch_place(channel: str, key: int, *, on: bool, by: Agent) -> bool:
    """Let it answer in one place, or not; False where there is none that they see."""
    if key not in {one.key for one in places_for(by).get(channel, ())}:
        return False
    _ask, switch = _doors[channel]
    switch(key, on, by)
    return True

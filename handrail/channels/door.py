"""What every channel offers the house; `door_of` finds the one of a conversation."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Protocol

from handrail.channels import CHANNELS
from handrail.conversations.models import Conversation, Entry


class Door(Protocol):
    """One channel: a folder here with a `door.py` that holds one of these, named `DOOR`.

    `key` is what `Conversation.channel` says, `icon` the name of an icon.
    """

    key: str
    icon: str
    needs_address: bool  # without one nothing can be answered there

    @property
    def name(self) -> str:
        """The channel's name in the reader's language."""

    def reaches(self, conversation: Conversation) -> bool:
        """Whether what an agent writes there now could reach the customer at all."""

    def is_live(self, conversation: Conversation) -> bool:
        """Whether the customer sits in front of it now: what is written goes at once."""

    def deliver(self, entry: Entry, at: datetime | None) -> None:
        """Bring a queued message on its way, not before `at` (UTC); called twice, it goes once."""


@lru_cache(maxsize=1)
def doors() -> dict[str, Door]:
    """Every door by its key, in the registry's order."""
    return {name: import_module(f"handrail.channels.{name}.door").DOOR for name in CHANNELS}


def door_of(channel: str) -> Door:
    """The door of a channel. Raises LookupError when nobody has it."""
    return doors()[channel]

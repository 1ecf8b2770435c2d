"""What the dialogue needs of the doors above it: who asks, what is known, what handing over does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.assistant.dialogue.switching import may_not_speak
from handrail.assistant.models import Exchange
from handrail.conversations.models import Conversation
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import STRANGER, Reader


@dataclass(frozen=True)
class About:
    """What is known of who asks beside their words; `fields` as [{"label", "value"}]."""

    page: str = ""
    fields: Sequence[dict[str, Any]] = field(default_factory=tuple)


class Door:
    """A channel in which the assistant answers; the default knows nothing and does nothing."""

    def reader(self, conversation: Conversation) -> Reader:
        """Whose articles may be answered from."""
        return STRANGER

    def site(self, conversation: Conversation) -> Site | None:
        """The help center they are in front of; None: the house's own."""
        return None

    def is_on(self, conversation: Conversation) -> bool:
        """Whether it still answers where this conversation is held."""
        return True

    def about(self, conversation: Conversation) -> About:
        """What the customer need not say again."""
        return About()

    def handed_over(self, conversation: Conversation) -> None:
        """A person goes on from here, inside the verb: let somebody know who is there."""

    def confirmed(self, conversation: Conversation) -> None:
        """The customer said that it is settled, inside the verb."""


_doors: dict[str, Door] = {}


def register(channel: str, door: Door) -> None:
    """A room above says how this channel does it."""
    _doors[channel] = door


def door_of(channel: str) -> Door:
    """How a channel does it."""
    return _doors.get(channel) or Door()


def is_silenced(exchange: Exchange) -> bool:
    """Whether it may say nothing (more): the kill switch is pulled, or it was switched off in this place.

    Inside a transaction that is about to say something, like `may_not_speak`.
    """
    return may_not_speak() or not door_of(exchange.channel).is_on(exchange.conversation)

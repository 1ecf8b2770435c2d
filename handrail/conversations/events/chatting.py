"""A visitor chats: when it began, who took it, how it was over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handrail.conversations.events.base import Event, event


@event(
    "chat_begun",
    public=False,
    page="https://lamp.example/prices",
    phase="pre-sales",
    fields=[{"label": "Product", "value": "Lamp 3"}],
    identified=False,
    held="",
)
@dataclass(frozen=True)
class ChatBegun(Event):
    """A visitor began to chat on a page; `fields` are what they were asked before, as label and value.

    `identified`: the product vouched for who they are. `held`: why it was kept aside as spam, in a word.
    """

    page: str = ""
    phase: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    identified: bool = False
    held: str = ""


@event("chat_taken", public=True, name="Ada")
@dataclass(frozen=True)
class ChatTaken(Event):
    """An agent took the chat; `name` is what customers read."""

    name: str = ""


@event(
    "chat_left",
    public=True,
    has_address=True,
    again=False,
    until="2026-01-05T09:00:00+00:00",
    opens=None,
    zone="Europe/Berlin",
    usual=None,
    held=False,
)
@dataclass(frozen=True)
class ChatLeft(Event):
    """Nobody was there: the visitor left a message, and maybe an address to which the answer goes.

    `again`: they had been told before that nobody is there, and left an address then. They were told that an
    answer is usually there by then (`usual`), that it comes `until` then, or that somebody is there when the
    mailbox `opens`, on the clock of its `zone`. `held`: it was kept aside, and they were told that somebody
    looks first.
    """

    has_address: bool = False
    again: bool = False
    until: datetime | None = None
    opens: datetime | None = None
    zone: str = ""
    usual: datetime | None = None
    held: bool = False


@event(
    "chat_missed",
    public=True,
    has_address=False,
    goes_on=False,
    until="2026-01-05T09:00:00+00:00",
    opens=None,
    zone="Europe/Berlin",
    usual=None,
)
@dataclass(frozen=True)
class ChatMissed(Event):
    """Nobody took the chat in time: it is over, and what was asked is answered like mail.

    `goes_on`: somebody had been in it, and nobody else could go on with it. The times are those of
    `ChatLeft`: what the visitor was told of when an answer comes.
    """

    has_address: bool = False
    goes_on: bool = False
    until: datetime | None = None
    opens: datetime | None = None
    zone: str = ""
    usual: datetime | None = None


@event("chat_ended", public=True, why="visitor")
@dataclass(frozen=True)
class ChatEnded(Event):
    """The chat is over: `why` is visitor, agent, away (the visitor has gone) or forgotten."""

    why: str = ""


@event("chat_blocked", public=False)
@dataclass(frozen=True)
class ChatBlocked(Event):
    """Nothing is taken from the visitor of the chat any more."""


@event("chat_unblocked", public=False)
@dataclass(frozen=True)
class ChatUnblocked(Event):
    """What the visitor of the chat writes is taken again."""


@event("chat_rated", public=False, rating=4, has_words=False)
@dataclass(frozen=True)
class ChatRated(Event):
    """The visitor said how well they were answered, from 1 to 5; words stand with the chat."""

    rating: int
    has_words: bool = False


@event("chat_transcript", public=False)
@dataclass(frozen=True)
class ChatTranscript(Event):
    """The visitor had what was said mailed to an address."""

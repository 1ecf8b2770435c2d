"""Conversations came together or parted."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.conversations.events.base import Event, event


@event("joined", public=False, entry=1, name="Emil")
@dataclass(frozen=True)
class Joined(Event):
    """Somebody else than the customer wrote for the first time, by a mail that belongs here."""

    entry: int
    name: str = ""


@event("parted", public=False, number=13, name="Emil", mails=1)
@dataclass(frozen=True)
class Parted(Event):
    """An agent took somebody's mails out, into a conversation of their own."""

    number: int
    name: str
    mails: int


@event("merged", public=False, number=13, into=12)
@dataclass(frozen=True)
class Merged(Event):
    """What was conversation `number` has become part of conversation `into`; both say so."""

    number: int
    into: int

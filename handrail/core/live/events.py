"""What a stream carries, and what a room must tell to have its things followed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol, runtime_checkable

from handrail.core.live.registry import Registry
from handrail.core.live.seats import Page, Seat

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One Server-Sent Event (WHATWG HTML, 9.2); `id` is the cursor with which a browser resumes."""

    name: str
    data: Mapping[str, object]
    id: int | None = None

    def encode(self) -> bytes:
        """The event's lines, as they go over the wire."""
        cursor = f"id: {self.id}\n" if self.id is not None else ""
        return (
            f"event: {self.name}\n{cursor}data: {json.dumps(self.data, separators=(',', ':'))}\n\n".encode()
        )


class Signal(Enum):
    """What the hub tells a stream beside events."""

    CATCH_UP = "something may have been missed: read the backlog"
    CHECK = "look again whether this person may still see this"
    MEET = "look again who is here"


CATCH_UP: Final = Signal.CATCH_UP
Item = Event | Signal


class Subscription(Protocol):
    """One person following one thing."""

    def accepts(self, payload: Payload) -> Sequence[Item]:
        """What a notification means here. Runs in the event loop for every stream: no database, be quick."""

    def backlog(self, after: int | None, *, cut: bool) -> Sequence[Event]:
        """Events after the cursor, oldest first; runs in a thread with a database connection.

        May give only the first part; it is asked again with the last id until it gives nothing new.
        `after` is None when no cursor is known; `cut`: notifications were lost while the stream was open.
        """


@runtime_checkable
class Meeting(Protocol):
    """A subscription, beside what it follows, of people who see each other."""

    @property
    def seat(self) -> Seat | None:
        """Where this person is while the stream is open; None: they only look who is where."""

    def here(self, registry: Registry, changed: Collection[Page] | None) -> Event | None:
        """Who is here now besides this person, at the changed pages or (None) at all: no database, be quick.

        None when that is nothing for them.
        """


class Source(Protocol):
    """One kind of thing that can be followed under `/live/<name>/`."""

    def open(self, agent_id: int, args: Sequence[str]) -> Subscription:
        """Let a signed-in agent follow what `args` (the rest of the path) names.

        Raises Http404 when there is no such thing for them. Called again about every
        minute, to see whether they still may; the newest subscription counts.
        """

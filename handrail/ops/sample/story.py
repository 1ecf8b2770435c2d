"""The words in which the sample company's history is written down; nothing here knows the database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from handrail.ops.sample.prose import unwrap

Kind = Literal["message", "reply", "note", "assign", "status"]
Status = Literal["open", "waiting", "others", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
Role = Literal["owner", "lead", "agent", "light", "guest"]

KINDS: tuple[Kind, ...] = get_args(Kind)
COMPANY_ZONE = ZoneInfo("Europe/Ljubljana")
_MINUTES = {"d": 24 * 60, "h": 60, "m": 1}
_STEP = re.compile(r"(\d+)([dhm])")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `organisation` is empty for somebody who writes for themselves."""

    key: str
    name: str
    address: str
    organisation: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at Lamp and answers."""

    key: str
    name: str
    email: str
    role: Role
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Post:
    """A mailbox of the company."""

    key: str
    name: str
    address: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class File:
    """Something attached to a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened in a conversation, `after_minutes` after the one before it.

    `to` is the colleague for an assignment and the status for a change of status; with a reply it
    is the status set in the same breath ("send and close"), or empty.
    """

    kind: Kind
    by: str
    after_minutes: int
    text: str = ""
    files: tuple[File, ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation from its first message to where it stands today.

    `tags` and `priority` were set by the first colleague who touched it. `snoozed_days` counts from
    the day of loading. `time_of_day` is the company's own clock.
    """

    key: str
    mailbox: str
    subject: str
    language: str
    customer: str
    days_ago: int
    time_of_day: str
    entries: tuple[Said, ...]
    tags: tuple[str, ...] = ()
    priority: Priority = "normal"
    snoozed_days: int = 0

    @property
    def status(self) -> Status:
        """Where the conversation stands: the last status set, open again when the customer wrote since."""
        status: Status = "open"
        for said in self.entries:
            if said.kind == "message":
                status = "open"
            elif said.kind in ("reply", "status") and said.to:
                status = _status(said.to)
        return status

    @property
    def assignee(self) -> str:
        """The key of the colleague it belongs to, empty when nobody took it."""
        return next((said.to for said in reversed(self.entries) if said.kind == "assign"), "")

    @property
    def first_colleague(self) -> str:
        """The key of the first colleague who touched it, empty when nobody did."""
        return next((said.by for said in self.entries if said.kind != "message"), "")

    def dated(self, now: datetime) -> Iterator[tuple[datetime, Said]]:
        """Yield each entry with its moment. Told before it could have happened, it all moves back a day."""
        today = now.astimezone(COMPANY_ZONE).date()
        moment = datetime.combine(today, time.fromisoformat(self.time_of_day), COMPANY_ZONE)
        moment = (moment - timedelta(days=self.days_ago)).astimezone(UTC)
        length = timedelta(minutes=sum(said.after_minutes for said in self.entries))
        while moment + length > now:
            moment -= timedelta(days=1)
        for said in self.entries:
            moment += timedelta(minutes=said.after_minutes)
            yield moment, said


def wrote(by: str, after: str, text: str, *files: File) -> Said:
    """A message of a customer. `after` is written like "1d 2h 5m"; "" means at once."""
    return Said("message", by, minutes(after), unwrap(text), files)


def replied(by: str, after: str, text: str, *files: File, then: Status | Literal[""] = "") -> Said:
    """An answer that the customer gets, with the status set by sending it."""
    return Said("reply", by, minutes(after), unwrap(text), files, then)


def noted(by: str, after: str, text: str) -> Said:
    """A note that only the team sees."""
    return Said("note", by, minutes(after), unwrap(text))


def assigned(by: str, after: str, to: str) -> Said:
    """A colleague hands the conversation to another, or takes it (`by` and `to` are the same)."""
    return Said("assign", by, minutes(after), to=to)


def took(by: str, after: str) -> Said:
    """A colleague takes the conversation."""
    return assigned(by, after, by)


def became(by: str, after: str, to: Status) -> Said:
    """A colleague sets the status without writing."""
    return Said("status", by, minutes(after), to=to)


def minutes(after: str) -> int:
    """Return the minutes in a span such as "1d 2h 5m"; raises ValueError for anything else."""
    if _STEP.sub("", after).strip():
        raise ValueError(f"not a span of time: {after!r}")
    return sum(int(count) * _MINUTES[unit] for count, unit in _STEP.findall(after))


def _status(word: str) -> Status:
    statuses: tuple[Status, ...] = get_args(Status)
    return next(status for status in statuses if status == word)

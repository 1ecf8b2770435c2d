"""What can happen on a timeline: one frozen dataclass per kind of entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _

from handrail.conversations.invitations import Invitation, of_facts
from handrail.conversations.models import Priority
from handrail.conversations.models.conversation import status_label


class Event:
    """What an entry's data means. `kind` and `public` are set where the event is declared."""

    kind: ClassVar[str]
    public: ClassVar[bool]
    sample: ClassVar[dict[str, Any]]

    def as_data(self) -> dict[str, Any]:
        """The facts as JSON; times as ISO 8601 in UTC."""
        raw = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}  # type: ignore[arg-type]
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in raw.items()
        }


E = TypeVar("E", bound=type[Event])
KINDS: dict[str, type[Event]] = {}


def event(kind: str, *, public: bool, **sample: Any) -> Callable[[E], E]:
    """Declare a kind of entry: whether the customer may see it, and an example of its facts."""

    def declare(cls: E) -> E:
        cls.kind, cls.public, cls.sample = kind, public, sample
        KINDS[kind] = cls
        return cls

    return declare


def read_event(kind: str, data: dict[str, Any]) -> Event:
    """The dataclass for an entry's data; facts added by newer versions are left out."""
    cls = KINDS[kind]
    fields: dict[str, Any] = {f.name: f.type for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    facts = {name: value for name, value in data.items() if name in fields}
    for name, value in facts.items():
        if "datetime" in str(fields[name]) and isinstance(value, str):
            facts[name] = datetime.fromisoformat(value).astimezone(UTC)
    return cls(**facts)


@event("received", public=True)
@dataclass(frozen=True)
class Received(Event):
    """The customer wrote; `protection` is "signed", "encrypted" or empty, as the mail says of itself."""

    invitation: dict[str, Any] | None = None
    protection: str = ""

    @property
    def meeting(self) -> Invitation | None:
        """The meeting in the mail."""
        return of_facts(self.invitation)


@event("replied", public=True)
@dataclass(frozen=True)
class Replied(Event):
    """An agent answered the customer."""


@event("acknowledged", public=True, within_hours=False)
@dataclass(frozen=True)
class Acknowledged(Event):
    """Handrail told the customer by itself that their mail has arrived: nobody's answer."""

    within_hours: bool = True


@event("noted", public=False)
@dataclass(frozen=True)
class Noted(Event):
    """Somebody wrote a note that only the team sees."""


@event(
    "status_changed",
    public=False,
    old="Open",
    old_category="open",
    new="Closed",
    new_category="closed",
)
@dataclass(frozen=True)
class StatusChanged(Event):
    """The status changed, by a person or because the customer wrote again."""

    old: str
    old_category: str
    new: str
    new_category: str

    @property
    def new_label(self) -> str:
        """The new status as people read it."""
        return status_label(self.new)


@event("assigned", public=False, assignee=1, name="Ada", old_name="")
@dataclass(frozen=True)
class Assigned(Event):
    """The conversation got another assignee, or none."""

    assignee: int | None
    name: str = ""
    old_name: str = ""


@event("priority_changed", public=False, old=20, new=30)
@dataclass(frozen=True)
class PriorityChanged(Event):
    """The priority changed."""

    old: int
    new: int

    @property
    def new_label(self) -> str:
        """The new priority in the reader's words."""
        return str(Priority(self.new).label)


@event("tagged", public=False, tag="refund")
@dataclass(frozen=True)
class Tagged(Event):
    """A tag was put on."""

    tag: str


@event("untagged", public=False, tag="refund")
@dataclass(frozen=True)
class Untagged(Event):
    """A tag was taken off."""

    tag: str


@event("snoozed", public=False, until="2026-01-05T09:00:00+00:00")
@dataclass(frozen=True)
class Snoozed(Event):
    """The conversation sleeps until a time."""

    until: datetime


@event("woke", public=False, why="time")
@dataclass(frozen=True)
class Woke(Event):
    """The conversation is back: its time came, the customer wrote, or an agent woke it."""

    why: str


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


@event("send_failed", public=False, entry=1, state="failed", error="550 no such mailbox")
@dataclass(frozen=True)
class SendFailed(Event):
    """A reply, or an acknowledgement (`automatic`), could not be sent, or nobody knows whether it was."""

    entry: int
    state: str
    error: str
    automatic: bool = False


@event("send_dismissed", public=False, entry=1)
@dataclass(frozen=True)
class SendDismissed(Event):
    """Somebody let a reply rest that could not be sent."""

    entry: int


@event(
    "bounced",
    public=False,
    entry=1,
    addresses=["dora@nordlicht.example"],
    report="failed",
    permanent=True,
    group="address",
    words="550 5.1.1 no such user",
)
@dataclass(frozen=True)
class Bounced(Event):
    """A mail system reports on the message of `entry`: failed, delayed, delivered, or a complaint."""

    entry: int
    addresses: list[str]
    report: str
    permanent: bool
    group: str
    words: str

    @property
    def people(self) -> str:
        """The addresses as one text."""
        return ", ".join(self.addresses)

    @property
    def why(self) -> str:
        """The cause in the reader's words, as the end of a sentence; empty when nobody knows it."""
        return str(bounce_causes().get(self.group, ""))


def bounce_causes() -> dict[str, str]:
    """The six groups of causes in the reader's words; "other" is without any."""
    return {
        "address": _("there is no such address"),
        "mailbox": _("the mailbox is full, closed, or takes no mail of this size"),
        "policy": _("their server refuses our mail"),
        "content": _("their server took it for spam or for harmful"),
        "server": _("their server could not be reached or is in trouble"),
    }

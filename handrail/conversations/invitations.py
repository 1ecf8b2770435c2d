"""A meeting that a mail proposes, changes, answers or calls off: plain facts, kept with the entry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

Method = Literal["request", "cancel", "reply", "publish", "counter"]
Answer = Literal["", "accepted", "declined", "tentative"]


@dataclass(frozen=True)
class Invitation:
    """What, when, where and by whom (RFC 5545), and what is asked (`method`, RFC 5546).

    Times are ISO 8601: with an offset, without one where the sender named no zone we know ("floating"), or
    a date alone for whole days, `ends` being the last day. `zone` is the name the sender gave. `answer` and
    `answered_by` belong to a reply.
    """

    method: Method
    what: str = ""
    begins: str = ""
    ends: str = ""
    zone: str = ""
    where: str = ""
    organiser: str = ""
    repeats: bool = False
    answer: Answer = ""
    answered_by: str = ""

    def as_facts(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def first(self) -> datetime | date | None:
        """When it begins."""
        return _time(self.begins)

    @property
    def last(self) -> datetime | date | None:
        """When it ends."""
        return _time(self.ends)


def of_facts(facts: dict[str, Any] | None) -> Invitation | None:
    """From JSON; facts of newer versions are left out."""
    if not facts or facts.get("method") not in get_args(Method):
        return None
    known = {name: facts[name] for name in Invitation.__dataclass_fields__ if name in facts}
    return Invitation(**known)


def _time(value: str) -> datetime | date | None:
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None

"""What every kind of entry is: a frozen dataclass of facts, with its name and who may see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar


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

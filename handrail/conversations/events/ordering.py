"""A conversation was put in order: its fields, its kind, and what the settings changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from handrail.conversations.events.base import Event, event
from handrail.conversations.fields.facts import FieldType, Value
from handrail.conversations.models import kind_label
from handrail.conversations.models.conversation import status_label


@event(
    "field_changed",
    public=False,
    field="product",
    label="Product",
    type="product",
    old=None,
    new=["lamp", "lamp_3_2"],
    new_words="Lamp › 3.2",
)
@dataclass(frozen=True)
class FieldChanged(Event):
    """A field got another value; the label and the words are those of that day."""

    field: str
    label: str
    type: str
    old: Value | None
    new: Value | None
    old_words: str = ""
    new_words: str = ""

    @property
    def shown(self) -> str:
        """The new value as people read it."""
        return shown_words(self.type, self.new_words)

    @property
    def shown_before(self) -> str:
        """The old value as people read it."""
        return shown_words(self.type, self.old_words)


def shown_words(type_of_field: str, words: str) -> str:
    """The words of a value in the reader's way: dates as they write them."""
    if type_of_field != FieldType.DATE or not words:
        return words
    try:
        return date_format(date.fromisoformat(words))
    except ValueError:
        return words


@event("kind_changed", public=False, old="", new="bug", name="Bug")
@dataclass(frozen=True)
class KindChanged(Event):
    """Somebody said what kind of contact it is; `new` is empty when nobody knows any more."""

    old: str
    new: str
    name: str = ""

    @property
    def new_label(self) -> str:
        """The kind as people read it."""
        return kind_label(self.name)


@event("status_replaced", public=False, old="On hold", new="Waiting for others")
@dataclass(frozen=True)
class StatusReplaced(Event):
    """The team gave a status up; this conversation stands in another of the same category since."""

    old: str
    new: str

    @property
    def labels(self) -> tuple[str, str]:
        """The old and the new status as people read them."""
        return status_label(self.old), status_label(self.new)


@event("retagged", public=False, old="refunds", new="refund")
@dataclass(frozen=True)
class Retagged(Event):
    """Two tags have become one."""

    old: str
    new: str

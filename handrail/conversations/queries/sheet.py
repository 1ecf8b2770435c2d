"""The fields and the kind of one conversation, as the panel beside it shows them; no statement of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handrail.conversations.events.ordering import shown_words
from handrail.conversations.fields.choices import Choices, label_of
from handrail.conversations.fields.facts import FieldFacts, FieldType, Value
from handrail.conversations.fields.values import key_of, words_of
from handrail.conversations.queries.field_facts import field_facts, kind_choices


@dataclass(frozen=True)
class Line:
    """One field with its value; `text` is what the form shows, which after a mistake is what was typed."""

    field: FieldFacts
    value: Value | None
    text: str
    wrong: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether the conversation cannot be closed by an agent because of it."""
        return self.field.required and self.value is None

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen, and what stands there though it is no longer offered: keys with labels."""
        return _options(self.field.choices, key_of(self.value))

    @property
    def is_chosen(self) -> bool:
        """Whether one chooses instead of writing."""
        return self.field.type == FieldType.CHOICE or self.field.is_path


@dataclass(frozen=True)
class Kept:
    """What stands in a field that this conversation no longer has: to be read."""

    label: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """What is known of a conversation in the team's own terms."""

    lines: list[Line]
    kept: list[Kept]
    kind: str
    kinds: list[tuple[str, str]]

    def line(self, key: str) -> Line | None:
        """The line of a field."""
        return next((line for line in self.lines if line.field.key == key), None)


def sheet_of(conversation: Any) -> Sheet:
    """The fields of the conversation's mailbox with their values, then what stands in others."""
    values, fields = conversation.fields, field_facts()
    mine = [field for field in fields if field.is_for(conversation.mailbox_id)]
    known = {field.key: field for field in fields}
    lines = [Line(field, values.get(field.key), key_of(values.get(field.key))) for field in mine]
    rest = [key for key in values if key not in {field.key for field in mine}]
    kept = [_kept(known.get(key), key, values[key]) for key in rest]
    kind = conversation.kind_id or ""
    return Sheet(lines, kept, kind, _options(kind_choices(), kind))


def _kept(field: FieldFacts | None, key: str, value: Value) -> Kept:
    if field is None:
        return Kept(key, key_of(value))
    return Kept(field.label, shown_words(field.type, words_of(field, value)))


def _options(choices: Choices, chosen: str) -> list[tuple[str, str]]:
    found = [(one.key, label_of(choices, one.key)) for one in choices if one.offered or one.key == chosen]
    is_known = not chosen or any(key == chosen for key, _label in found)
    return found if is_known else [*found, (chosen, chosen)]

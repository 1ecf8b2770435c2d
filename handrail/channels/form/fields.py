"""What a form asks: one typed field after the other, as pure facts; kept as JSON in `Form.fields`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_FIELDS = 40
MOST_CHOICES = 100
LONGEST_LABEL, LONGEST_HINT = 120, 300
Words = dict[str, str]  # by language


class FieldType(models.TextChoices):
    """What may be asked."""

    EMAIL = "email", _("E-mail address")
    NAME = "name", _("Name")
    SUBJECT = "subject", _("Subject")
    MESSAGE = "message", _("Message")
    PRODUCT = "product", _("Product")
    VERSION = "version", _("Version")
    PLUGINS = "plugins", _("List of plugins")
    ORDER = "order", _("Order number")
    TEXT = "text", _("One line of text")
    CHOICE = "choice", _("Choice")
    TICK = "tick", _("Tick")
    DATE = "date", _("Date")
    FILES = "files", _("Files")
    LOG = "log", _("Log or diagnostics")


ONE_OF_ITS_KIND = {FieldType.EMAIL, FieldType.NAME, FieldType.SUBJECT, FieldType.MESSAGE, FieldType.PRODUCT}
LONGEST: dict[str, int] = {
    FieldType.EMAIL: 320,
    FieldType.NAME: 200,
    FieldType.SUBJECT: 300,
    FieldType.MESSAGE: 20_000,
    FieldType.PLUGINS: 20_000,
    FieldType.LOG: 1_000_000,
}
LONGEST_LINE = 1_000
IN_LINES = {FieldType.MESSAGE, FieldType.PLUGINS, FieldType.LOG}
OF_FILES = {FieldType.FILES, FieldType.LOG}
TICKED = "yes"


@dataclass(frozen=True)
class Option:
    """One answer that a choice offers, with its words by language."""

    key: str
    label: Words


@dataclass(frozen=True)
class When:
    """A field is asked when another one has one of these values; with none named, when it has any."""

    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormField:
    """One question. `helps`: asked for once by mail when it was left empty. `goes`: "kind", "tag" or the key
    of a field of conversations after "field:"; whatever is said is also read in the message.
    """

    key: str
    type: str
    label: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    required: bool = False
    helps: bool = False
    goes: str = ""
    options: tuple[Option, ...] = ()
    when: When | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @property
    def longest(self) -> int:
        """How many characters it may hold."""
        return LONGEST.get(self.type, LONGEST_LINE)


def of_json(kept: Mapping[str, Any]) -> FormField:
    """A field as it was kept."""
    when = kept.get("when")
    return FormField(
        **{name: kept[name] for name in ("key", "type", "label", "hint", "required", "helps", "goes")},
        options=tuple(Option(one["key"], one["label"]) for one in kept["options"]),
        when=When(when["field"], tuple(when["values"])) if when else None,
    )


def fields_of(kept: Sequence[Mapping[str, Any]]) -> tuple[FormField, ...]:
    """The fields of a form, in their order."""
    return tuple(map(of_json, kept))


def said(words: Words, language: str, first: str = "") -> str:
    """The words in this language, else in the form's `first`, else in any, else none."""
    return words.get(language) or words.get(first) or next((one for one in words.values() if one), "")


def is_asked(
    one: FormField, fields: Sequence[FormField], value_of: Callable[[str], str], above: Collection[str] = ()
) -> bool:
    """Whether the field is asked, given what was answered: its condition holds, and that of the one it names.

    Conditions that lead in a circle hold, so that nothing becomes unreachable.
    """
    if one.when is None or one.key in above:
        return True
    named = next((other for other in fields if other.key == one.when.field), None)
    if named is None:
        return True
    value = value_of(named.key)
    holds = value in one.when.values if one.when.values else bool(value)
    return holds and is_asked(named, fields, value_of, {*above, one.key})


def put(fields: Sequence[FormField], one: FormField) -> tuple[FormField, ...]:
    """The fields with this one in the place of the one with its key, or at the end."""
    if any(other.key == one.key for other in fields):
        return tuple(one if other.key == one.key else other for other in fields)
    return (*fields, one)


def without(fields: Sequence[FormField], key: str) -> tuple[FormField, ...]:
    """The fields without this one; what asked for it as a condition is asked always."""
    kept = (one for one in fields if one.key != key)
    return tuple(replace(one, when=None) if one.when and one.when.field == key else one for one in kept)

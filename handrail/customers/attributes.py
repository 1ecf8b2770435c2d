"""The typed attributes of customers and organisations: defined in the settings, written on their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from handrail.core.remembered import remembered
from handrail.customers.models import Attribute, AttributeType
from handrail.customers.values import Kept, read_value, write_value


@dataclass(frozen=True)
class Described:
    """One attribute of somebody, with its value."""

    attribute: Attribute
    value: Any

    @property
    def text(self) -> str:
        """As a form holds it."""
        return write_value(self.value)

    @property
    def day(self) -> date | None:
        """The day that a date names; none for what is no date (the type was another once)."""
        try:
            return date.fromisoformat(self.text) if self.attribute.type == AttributeType.DATE else None
        except ValueError:
            return None


@remembered
def attributes_of(of: str) -> tuple[Attribute, ...]:
    """The attributes of customers or of organisations, in their order."""
    return tuple(Attribute.objects.filter(of=of))


def describe(of: str, fields: Mapping[str, Any], *, given_only: bool = False) -> list[Described]:
    """The attributes with these values; `given_only` leaves out those without one."""
    if given_only and not fields:
        return []
    found = [Described(attribute, fields.get(attribute.key)) for attribute in attributes_of(of)]
    return [one for one in found if one.value is not None] if given_only else found


def with_values(of: str, fields: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Kept]:
    """The fields with these texts read into them; what no attribute describes any more stays as it is.

    Raises ValidationError with the keys of what could not be read.
    """
    known = {attribute.key: attribute for attribute in Attribute.objects.filter(of=of)}
    new, wrong = dict(fields), {}
    for key, text in texts.items():
        if key not in known:
            continue
        try:
            value = read_value(known[key].type, text, known[key].choices)
        except ValidationError as problem:
            wrong[key] = problem.messages
            continue
        new.pop(key, None)
        if value is not None:
            new[key] = value
    if wrong:
        raise ValidationError(wrong)
    return new

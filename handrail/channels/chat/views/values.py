"""Values in a visitor's JSON, checked: each function gives a sound value or raises Refused."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from handrail.channels.chat.limits import LONGEST_ADDRESS, LONGEST_TEXT, LONGEST_VALUE, MOST_FIELDS
from handrail.channels.chat.refusals import Refused


def text_in(told: Mapping[str, Any], name: str, most: int, *, cut: bool = False) -> str:
    """A text without control characters but line ends and tabs; a longer one is refused, or `cut`."""
    value = told.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("wrong")
    if len(value) > most and not cut:
        raise Refused("large")
    kept = "".join(c for c in value[:most] if c in "\n\t" or (c >= " " and c != "\x7f"))
    return kept.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def line_in(told: Mapping[str, Any], name: str, most: int) -> str:
    """A text of one line, cut to what is kept."""
    return " ".join(text_in(told, name, most, cut=True).split())


def said_in(told: Mapping[str, Any], *, may_be_empty: bool = False) -> str:
    """What the visitor says."""
    text = text_in(told, "text", LONGEST_TEXT)
    if not text.strip() and not may_be_empty:
        raise Refused("empty")
    return text


def once_in(told: Mapping[str, Any]) -> uuid.UUID:
    """The act's own id."""
    return id_of(told.get("once"))


def id_of(value: Any) -> uuid.UUID:
    """A UUID, as text."""
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) <= 36 else uuid.UUID("")
    except ValueError:
        raise Refused("wrong") from None


def ids_in(told: Mapping[str, Any], name: str) -> tuple[uuid.UUID, ...]:
    """A list of UUIDs."""
    value = told.get(name) or []
    if not isinstance(value, list):
        raise Refused("wrong")
    return tuple(id_of(one) for one in value)


def email_in(told: Mapping[str, Any], *, is_needed: bool = False) -> str:
    """An e-mail address, or nothing."""
    value = line_in(told, "email", 500)
    if not value and not is_needed:
        return ""
    try:
        validate_email(value)
    except ValidationError:
        raise Refused("email", field="email") from None
    if len(value) > LONGEST_ADDRESS:
        raise Refused("email", field="email")
    return value


def whole_in(told: Mapping[str, Any], name: str, least: int, most: int) -> int:
    """A whole number in a range."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused("wrong")
    return value


def fields_in(
    told: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]], language: str
) -> list[dict[str, str]]:
    """What the widget asks before the first message, with its labels as the visitor read them."""
    given = told.get("fields") or {}
    if not isinstance(given, dict):
        raise Refused("wrong")
    kept = [
        _field(one, given, language)
        for one in wanted[:MOST_FIELDS]
        if one.get("key") not in ("name", "email")
    ]
    return [one for one in kept if one["value"]]


def _field(wanted: Mapping[str, Any], given: Mapping[str, Any], language: str) -> dict[str, str]:
    key = str(wanted.get("key", ""))
    value = text_in(given, key, LONGEST_VALUE).strip()
    choices = wanted.get("choices") or []
    if (wanted.get("required") and not value) or (value and choices and value not in map(str, choices)):
        raise Refused("field", field=key)
    labels = wanted.get("label") or {}
    spoken = labels.get(language) or labels.get("") or next(iter(labels.values()), "")
    return {"key": key, "label": str(spoken or key), "value": value}

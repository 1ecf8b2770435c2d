"""What was sent, read by the fields of the form: pure, the same for the page, the snippet and products."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from handrail.channels.form.fields import IN_LINES, OF_FILES, TICKED, FieldType, FormField, is_asked

MOST_FILES = 10
LARGEST_FILES = 25 * 1024 * 1024  # bytes of all files together
_TICKS = {"yes", "on", "1", "true"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Upload:
    """One file as it came."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Sent:
    """The answers by the keys of the fields, the files, and what is wrong, by key ("" for the whole)."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[Upload, ...]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """What tells it from another sending: a hash of the answers and the files."""
        told = hashlib.sha256(json.dumps(self.values, sort_keys=True).encode())
        for key, some in sorted(self.files.items()):
            for one in some:
                told.update(f"{key}\0{one.name}\0".encode("utf-8", "replace"))
                told.update(hashlib.sha256(one.data).digest())
        return told.hexdigest()


def read(
    fields: Sequence[FormField],
    raw: Mapping[str, object],
    files: Mapping[str, Sequence[Upload]],
    offered: Callable[[FormField], Collection[str]],
) -> Sent:
    """Read the answers; what is not asked by its condition need not be there, but is not lost if it is.

    `offered` says what may be chosen in a field. Unknown names are left alone.
    """
    values, errors = {}, {}
    for one in fields:
        try:
            values[one.key] = _value(one, raw.get(one.key), offered)
        except ValidationError as problem:
            values[one.key], errors[one.key] = _as_typed(raw.get(one.key)), problem.messages[0]
    came = {one.key: tuple(files.get(one.key, ())) for one in fields if one.type in OF_FILES}
    for one in fields:
        is_empty = not values[one.key] and not came.get(one.key)
        if one.required and is_empty and is_asked(one, fields, lambda key: values.get(key, "")):
            errors.setdefault(one.key, _missing(one))
    errors |= _wrong_files(came)
    kept = {key: value for key, value in values.items() if value}
    return Sent(kept, {key: some for key, some in came.items() if some}, errors)


def _missing(one: FormField) -> str:
    if one.type == FieldType.TICK:
        return _("Please tick this.")
    return (
        _("Please choose.")
        if one.type in (FieldType.CHOICE, FieldType.PRODUCT)
        else _("Please fill this in.")
    )


def _value(one: FormField, raw: object, offered: Callable[[FormField], Collection[str]]) -> str:
    if one.type == FieldType.TICK:
        return TICKED if raw is True or str(raw or "").strip().lower() in _TICKS else ""
    text = _text(one, raw)
    if len(text) > one.longest:
        raise ValidationError(_("At most %(count)s characters can be sent here.") % {"count": one.longest})
    if text and one.type in (FieldType.CHOICE, FieldType.PRODUCT) and text not in offered(one):
        raise ValidationError(_("This is not one of the choices."))
    if text and one.type == FieldType.EMAIL:
        validate_email(text)
    if text and one.type == FieldType.DATE:
        return _day(text)
    return text


def _text(one: FormField, raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, list | tuple) and one.type in IN_LINES:
        raw = "\n".join(str(line) for line in raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValidationError(_("Send this as text."))
    whole = str(raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half an emoji is none
    text = _CONTROLS.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if one.type in IN_LINES else " ".join(text.split())


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValidationError(_("Write a date as 2027-01-31.")) from None


def _as_typed(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _wrong_files(came: Mapping[str, Sequence[Upload]]) -> dict[str, str]:
    count = sum(map(len, came.values()))
    size = sum(len(one.data) for some in came.values() for one in some)
    key = next((name for name, some in came.items() if some), "")
    if count > MOST_FILES:
        return {key: _("At most %(count)s files can be sent at once.") % {"count": MOST_FILES}}
    if size > LARGEST_FILES:
        return {key: _("All files together may have at most %(size)s MB.") % {"size": LARGEST_FILES // 2**20}}
    return {}

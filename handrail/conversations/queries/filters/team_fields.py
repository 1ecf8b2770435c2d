"""The operator about the team's own fields: `field:product=Lamp`, `field:seats>3`, `field:plan`."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Func, JSONField, Q, TextField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.conversations.queries.filters.operators import Asking, Operator, Suggestion, choices, register
from handrail.conversations.queries.filters.people import newest

_ASKED = re.compile(r"([A-Za-z0-9_]{1,60})\s*(?:(>=|<=|>|<|=)\s*(.*))?", re.S)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_COMPARE: dict[str, Any] = {">=": GreaterThanOrEqual, "<=": LessThanOrEqual, ">": GreaterThan, "<": LessThan}
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
MOST_SHOWN = 12


def _field(value: str, _asking: Asking) -> Q | str:
    found = _ASKED.fullmatch(value.strip())
    if found is None:
        return gettext("Write a field's key, and what it holds: product=Lamp, seats>3.")
    key, sign, wanted = found.groups()
    if sign is None or (sign == "=" and not wanted):
        empty = Q(fields__contains={key: ""}) | Q(fields__contains={key: None})
        return Q(fields__has_key=key) & ~empty
    return _equal(key, wanted) if sign == "=" else _compared(key, sign, wanted)


def _equal(key: str, wanted: str) -> Q:
    """By containment, which the index on the column answers; also one of several values."""
    found = Q(fields__contains={key: wanted}) | Q(fields__contains={key: [wanted]})
    if _NUMBER.fullmatch(wanted):
        found |= Q(fields__contains={key: _as_number(wanted)})
    if wanted.casefold() in _TRUTH:
        found |= Q(fields__contains={key: _TRUTH[wanted.casefold()]})
    return found


def _compared(key: str, sign: str, wanted: str) -> Q:
    """Numbers with numbers, texts (and so days) with texts: PostgreSQL would sort one before the other."""
    is_number = bool(_NUMBER.fullmatch(wanted))
    held, value = KeyTransform(key, "fields"), _as_number(wanted) if is_number else wanted
    kind = Func(KeyTransform(key, "fields"), function="jsonb_typeof", output_field=TextField())
    alike = Exact(kind, Value("number" if is_number else "string"))
    return Q(fields__has_key=key) & Q(alike) & Q(_COMPARE[sign](held, Value(value, output_field=JSONField())))


def _as_number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _fields(asking: Asking, typed: str) -> list[Suggestion]:
    """First the keys, then what they hold, as the newest conversations have them."""
    held: dict[str, None] = {}
    key, sign, _typed = typed.partition("=")
    for fields in newest(asking).values_list("fields", flat=True):
        for name, value in fields.items():
            if not sign:
                held[name] = None
            elif name == key:
                held |= dict.fromkeys(
                    f"{name}={one}" for one in (value if isinstance(value, list) else [value])
                )
    return choices(typed, list(map(Suggestion, sorted(held))))[:MOST_SHOWN]


register(
    Operator(
        "field",
        _("Field"),
        _("a field's key, also with what it holds"),
        "field:product=Lamp",
        _field,
        _fields,
    ),
)

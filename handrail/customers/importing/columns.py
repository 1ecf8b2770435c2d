"""What the columns of a file may be, and what they seem to be by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handrail.customers.attributes import attributes_of
from handrail.customers.importing.seeing import DAY, EITHER, MONTH, Seen
from handrail.customers.models import AttributeType, Of

_KNOWN_AS = {
    "name": ("name", "full name", "customer", "contact", "nom", "nume", "ime", "имя", "company", "kunde"),
    "address": ("email", "e mail", "mail", "email address", "e mail address", "address", "courriel"),
    "identity": ("id", "external id", "customer id", "user id", "account", "account id"),
    "external_id": ("id", "external id", "organisation id", "company id"),
    "organisation": ("organisation", "organization", "company", "firma", "société", "account name"),
    "language": ("language", "locale", "lang"),
    "time_zone": ("time zone", "timezone", "tz"),
    "domain": ("domain", "domains", "website"),
}
ID_KIND = "account"


@dataclass(frozen=True)
class Target:
    """What a column may be: a key, and its name on the page."""

    key: str
    label: str


def targets(of: str) -> list[Target]:
    """Everything a column of such a file may be; an empty key leaves it out."""
    if of == Of.CUSTOMER:
        own = [
            Target("name", _("Name")),
            Target("address", _("E-mail address")),
            Target("identity", _("Id in another program")),
            Target("organisation", _("Organisation")),
            Target("language", _("Language")),
            Target("time_zone", _("Time zone")),
        ]
    else:
        own = [
            Target("name", _("Name")),
            Target("external_id", _("Id in another program")),
            Target("domain", _("Domain")),
        ]
    described = [Target(f"fields.{one.key}", one.label) for one in attributes_of(of)]
    return [Target("", _("Leave out")), *own, *described]


def guess(header: list[str], of: str) -> list[str]:
    """What the columns seem to be: by the words that programs use, or by the names of our attributes."""
    taken: set[str] = set()
    found = []
    for name in header:
        key = next((key for key in _candidates(name, of) if key not in taken), "")
        taken.add(key)
        found.append(key)
    return found


def _candidates(name: str, of: str) -> list[str]:
    plain = re.sub(r"[\W_]+", " ", name.casefold()).strip()
    allowed = {target.key for target in targets(of)} - {""}
    known = [key for key, names in _KNOWN_AS.items() if key in allowed and plain in names]
    described = [f"fields.{one.key}" for one in attributes_of(of) if plain in (one.label.casefold(), one.key)]
    return [*known, *described]


def check_columns(columns: list[str], of: str) -> None:
    """Raises ValidationError for what is unknown or named twice, or when no column tells the rows apart."""
    given = [key for key in columns if key]
    if set(given) - {target.key for target in targets(of)}:
        raise ValidationError(_("One of the columns is something that is no longer there."))
    if len(given) != len(set(given)):
        raise ValidationError(_("Two columns cannot be the same."))
    needed = {"address", "identity"} if of == Of.CUSTOMER else {"name", "external_id"}
    if not needed & set(given):
        raise ValidationError(
            _("One column must be the e-mail address or the id: by it a row finds its customer.")
            if of == Of.CUSTOMER
            else _("One column must be the name or the id: by it a row finds its organisation.")
        )


def choose_firsts(kept: Sequence[dict[str, Any]], firsts: Mapping[int, str]) -> list[Seen]:
    """The columns of a file, with what a person said their dates begin with where the file does not tell."""
    seen = [Seen(**one) for one in kept]
    for number, one in enumerate(seen):
        said = firsts.get(number, "")
        one.chosen = said if one.first == EITHER and said in (DAY, MONTH) else ""
    return seen


def check_dates(columns: Sequence[str], header: Sequence[str], seen: Sequence[Seen], of: str) -> None:
    """Raises ValidationError for a column of dates of which nobody has said which part is the day."""
    dates = keys_of_dates(of)
    for key, name, one in zip(columns, header, seen, strict=False):
        if key in dates and one.first == EITHER and not one.chosen:
            raise ValidationError(
                _("Say of “%(name)s” whether its dates begin with the day or with the month.")
                % {"name": name}
            )


def keys_of_dates(of: str) -> set[str]:
    """The columns that hold dates."""
    return {f"fields.{one.key}" for one in attributes_of(of) if one.type == AttributeType.DATE}

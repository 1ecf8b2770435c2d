"""What a row would do, found without doing it: the dry run shows the plan that is carried out after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from handrail.core.zones import check_zone
from handrail.customers.attributes import attributes_of
from handrail.customers.freemail import read_domain
from handrail.customers.importing.tables import Line, without_guard
from handrail.customers.models import Attribute, AttributeType, Of
from handrail.customers.values import Kept, read_date, read_value
from handrail.customers.verbs.knowing import normalise_address

Kind = Literal["new", "changed", "unchanged", "refused"]
KINDS: tuple[Kind, ...] = ("new", "changed", "unchanged", "refused")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,6})?")
_MAY_BE_LEFT_OUT = {"language", "time_zone"}
Column = tuple[str, bool | None]  # what it is, and whether its dates begin with the day (see `seeing`)
_LONGEST = {"name": 200, "organisation": 200, "identity": 200, "external_id": 200}


@dataclass
class Plan:
    """One row: what it says, whom it is about (None: somebody new), what would change from what to what."""

    line: int
    facts: dict[str, Any]
    fields: dict[str, Any]
    kind: Kind = "unchanged"
    refused: str = ""
    left_out: list[tuple[str, str]] = field(default_factory=list)  # what the cells would have been, and why
    target: Any = None
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, reason: str) -> None:
        """It says something that cannot be; nothing of it is brought in."""
        self.kind, self.refused = "refused", reason

    def compare(self, name: str, old: Any, new: Any) -> None:
        """Note what is different; what a row leaves empty stays as it is."""
        if new not in ("", None) and new != old:
            self.changes[name] = [old, new]

    @property
    def called(self) -> str:
        """The row in a few words."""
        return str(self.facts.get("name") or self.facts.get("address") or self.facts.get("external_id") or "")


def read_row(line: Line, columns: Sequence[Column], of: str) -> Plan:
    """The cells of a row as values. What cannot be read is left out, with the reason; where it says whom the
    row is about, all of the row is refused.
    """
    plan = Plan(line.number, {}, {})
    attributes = {f"fields.{one.key}": one for one in attributes_of(of)}
    for (key, day_first), cell in zip(columns, line.cells, strict=False):
        text = without_guard(cell)
        if not key or not text:
            continue
        try:
            if attribute := attributes.get(key):
                plan.fields[attribute.key] = _value(attribute, text, day_first)
            else:
                plan.facts[key] = _fact(key, text)
        except ValidationError as problem:
            reason = " ".join(problem.messages)
            if key in _MAY_BE_LEFT_OUT or attribute:
                plan.left_out.append((key.removeprefix("fields."), reason))
            elif not plan.refused:
                plan.refuse(reason)
    if not plan.refused and not key_of(plan, of):
        plan.refuse(
            _("It has neither an address nor an id.") if of == Of.CUSTOMER else _("It has no name and no id.")
        )
    return plan


def _value(attribute: Attribute, text: str, day_first: bool | None) -> Kept:
    if attribute.type == AttributeType.DATE:
        return read_date(text, day_first=day_first)
    return read_value(attribute.type, text, attribute.choices)


def _fact(key: str, text: str) -> str:
    if len(text) > _LONGEST.get(key, 320):
        raise ValidationError(_("“%(text)s” is too long.") % {"text": f"{text[:40]}…"})
    if key == "address":
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(_("“%(text)s” is not an e-mail address.") % {"text": text[:80]}) from None
    if key == "time_zone":
        check_zone(text)
    if key == "language":
        text = text.replace("_", "-")
        if not _LANGUAGE.fullmatch(text):
            raise ValidationError(
                _("“%(text)s” is no language: write it like fr or pt-BR.") % {"text": text[:20]}
            )
    return read_domain(text) if key == "domain" else text


def key_of(plan: Plan, of: str) -> str:
    """By what a row is told apart from others of its file; empty when by nothing."""
    facts = plan.facts
    if of == Of.CUSTOMER:
        return normalise_address(facts.get("address", "")) or facts.get("identity", "")
    return facts.get("external_id") or str(facts.get("name", "")).casefold()


def refuse_twins(plans: Iterable[Plan], of: str, seen: dict[str, int]) -> None:
    """The second row about the same one is refused: which of the two holds is for a person to say."""
    for plan in plans:
        key = key_of(plan, of)
        if plan.refused or not key:
            continue
        if key in seen:
            plan.refuse(_("The same as on line %(line)s.") % {"line": seen[key]})
        seen.setdefault(key, plan.line)

"""What a field of a form offers to choose from, and what an answer is called."""

from __future__ import annotations

from handrail.channels.form.fields import FieldType, FormField, said
from handrail.conversations.fields.choices import label_of, path_to
from handrail.conversations.fields.facts import FieldFacts
from handrail.conversations.fields.facts import FieldType as Kept
from handrail.conversations.queries.field_facts import field_named, kind_choices, product_choices

INTO_FIELD = "field:"


def offered(field: FormField, language: str, first: str = "") -> list[tuple[str, str]]:
    """Pairs of value and words, in order. Choices that go to a kind or a field are the team's own list."""
    if field.type == FieldType.PRODUCT:
        return [(one.key, one.label) for one in product_choices() if one.offered and not one.above]
    if field.type == FieldType.VERSION:
        return [(one.label, one.label) for one in product_choices() if one.offered and one.above]
    if field.type != FieldType.CHOICE:
        return []
    if field.goes == "kind":
        return [(one.key, one.label) for one in kind_choices() if one.offered]
    if (kept := _kept(field)) and kept.choices:
        return [(one.key, label_of(kept.choices, one.key)) for one in kept.choices if one.offered]
    return [(one.key, said(one.label, language, first)) for one in field.options]


def named(field: FormField, value: str, language: str, first: str = "") -> str:
    """The answer as people read it."""
    if field.type in (FieldType.PRODUCT, FieldType.CHOICE):
        return dict(offered(field, language, first)).get(value, value)
    return value


def versions_by_product() -> dict[str, list[str]]:
    """The versions that are offered of each product, by its key."""
    found: dict[str, list[str]] = {}
    for one in product_choices():
        if one.above and one.offered:
            found.setdefault(one.above, []).append(one.label)
    return found


def product_path(product: str, version: str) -> list[str]:
    """The keys from the product to its version, where that is one of those the team keeps."""
    choices = product_choices()
    for one in choices:
        if one.above == product and one.label.casefold() == version.strip().casefold():
            return [step.key for step in path_to(choices, one.key)]
    return [product]


def _kept(field: FormField) -> FieldFacts | None:
    key = field.goes.removeprefix(INTO_FIELD)
    kept = field_named(key) if field.goes.startswith(INTO_FIELD) else None
    return kept if kept and not kept.retired and kept.type in (Kept.CHOICE, Kept.TREE) else None

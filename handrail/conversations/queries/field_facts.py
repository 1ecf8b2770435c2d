"""What the team has named, as every process knows it two seconds later: fields, kinds, who makes tags."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import JSONObject

from handrail.conversations.fields.choices import Choice, Choices, from_json, in_order
from handrail.conversations.fields.facts import FieldFacts, FieldType
from handrail.conversations.models import Field, Kind, Product, kind_label
from handrail.core.remembered import remembered
from handrail.core.statements import Statement


@remembered
def field_facts() -> tuple[FieldFacts, ...]:
    """Every field with its key, type, label and choices, in the team's order; retired ones too.

    In one statement. The filter language, the panel, the verbs and the API all ask here.
    """
    return tuple(map(_facts, _FIELDS.objects()))


def offered_fields() -> tuple[FieldFacts, ...]:
    """Those that are not retired."""
    return tuple(field for field in field_facts() if not field.retired)


def field_named(key: str) -> FieldFacts | None:
    """The field of this key."""
    return next((field for field in field_facts() if field.key == key), None)


def kept_kinds() -> Choices:
    """The kinds of contact as they are kept, in the team's order."""
    return tuple(
        Choice(key, name, offered=offered)
        for key, name, offered in Kind.objects.values_list("key", "name", "offered")
    )


kinds = remembered(kept_kinds)


def kind_choices() -> Choices:
    """The kinds with their labels in the reader's language."""
    return tuple(Choice(one.key, kind_label(one.label), offered=one.offered) for one in kinds())


def product_choices() -> Choices:
    """The products and their versions, as an editor of choices takes them."""
    return in_order(
        Choice(key, name, above or "", offered)
        for key, name, above, offered in Product.objects.values_list("key", "name", "above__key", "offered")
    )


def _all_fields() -> Any:
    mailboxes = Field.mailboxes.through.objects.filter(field=OuterRef("pk"))
    told = JSONObject(key="key", label="name", above=F("above__key"), offered="offered")
    products = (
        Product.objects.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(all=JSONBAgg(told, order_by=["position", "pk"]))
        .values("all")
    )
    return Field.objects.annotate(
        mailbox_ids=ArraySubquery(mailboxes.values("mailbox")),
        products=Case(When(type=FieldType.PRODUCT, then=Subquery(products))),
    )


_FIELDS = Statement(_all_fields)


def _facts(field: Any) -> FieldFacts:
    is_product = field.type == FieldType.PRODUCT
    kept = [one | {"above": one["above"] or ""} for one in field.products or []]
    return FieldFacts(
        key=field.key,
        type=FieldType(field.type),
        label=field.label,
        help=field.help,
        choices=in_order(from_json(kept)) if is_product else from_json(field.choices),
        mailboxes=frozenset(field.mailbox_ids),
        required=field.required,
        retired=field.retired_at is not None,
        pk=field.pk,
    )

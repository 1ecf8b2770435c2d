"""Kinds of contact and products: lists of choices in tables, so that other rooms can point at them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from handrail.accounts.models import Agent
from handrail.conversations.fields.choices import Choices
from handrail.conversations.models import Kind, Product
from handrail.conversations.models.field import FIRST_KINDS
from handrail.core.audit import audit


def create_first_kinds(**_signal: object) -> None:
    """After migrating: an installation without kinds gets five. Teams edit them."""
    if Kind.objects.exists():
        return
    Kind.objects.bulk_create(
        Kind(key=key, name=name, position=position)
        for position, (key, name) in enumerate(FIRST_KINDS.items())
    )


@transaction.atomic
def set_kinds(choices: Choices, *, by: Agent | None = None) -> None:
    """Make the kinds these. One that is left out stays as it is: none is ever removed."""
    known = {kind.key: kind for kind in Kind.objects.select_for_update()}
    for position, choice in enumerate(choices):
        _keep(known.get(choice.key) or Kind(key=choice.key), choice.label, position, choice.offered)
    audit(by, "kinds changed", kinds=[choice.key for choice in choices if choice.offered])


@transaction.atomic
def set_products(choices: Choices, *, by: Agent | None = None) -> None:
    """Make the products and their versions these. One that is left out stays as it is."""
    known = {product.key: product for product in Product.objects.select_for_update()}
    for position, choice in enumerate(choices):
        product = known.setdefault(choice.key, Product(key=choice.key))
        product.above = known.get(choice.above)
        _keep(product, choice.label, position, choice.offered)
    audit(by, "products changed", products=[choice.key for choice in choices if choice.offered])


def _keep(row: Any, name: str, position: int, offered: bool) -> None:
    row.name, row.position, row.offered = name, position, offered
    row.save()

"""Operators of search about contacts: what became of them, when they began, which product they are about.

Together they are one join: a contact is one row of its conversation.
"""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.channels.door import doors
from handrail.conversations.models import Product
from handrail.conversations.queries.filters import applying  # noqa: F401  those of the record come first
from handrail.conversations.queries.filters.operators import Asking, Operator, Suggestion, choices, register
from handrail.core.remembered import remembered
from handrail.insights.outcomes import Outcome
from handrail.insights.words import OUTCOMES

NONE = "none"
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")
LISTED = {outcome: OUTCOMES[outcome].label for outcome in Outcome if outcome != Outcome.READING}


def _outcome(value: str, _asking: Asking) -> Q | str:
    if value.casefold() not in LISTED:
        return gettext("Write one of these: %(names)s.") % {"names": ", ".join(LISTED)}
    return Q(contact__outcome=value.casefold())


def _outcomes(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(outcome, str(label)) for outcome, label in LISTED.items()])


def _began(value: str, _asking: Asking) -> Q | str:
    found = _SPAN.fullmatch(value.strip())
    try:
        first = date.fromisoformat(found.group(1)) if found else None
        last = date.fromisoformat(found.group(2)) if found and found.group(2) else first
    except ValueError:
        first = last = None
    if first is None or last is None:
        return gettext("Write a day, or two: 2026-01-01..2026-01-31.")
    return Q(contact__day__gte=first, contact__day__lte=last)


def _spans(asking: Asking, typed: str) -> list[Suggestion]:
    today = asking.now.astimezone(UTC).date()
    known = [(28, _("Last four weeks")), (91, _("Last thirteen weeks"))]
    found = [Suggestion(f"{today - timedelta(days=days - 1)}..{today}", str(label)) for days, label in known]
    return choices(typed, found)


def _product(value: str, _asking: Asking) -> Q | str:
    if value.casefold() == NONE:
        return Q(contact__product="")
    found = [key for key, name in all_products() if value.casefold() in (key.casefold(), name.casefold())]
    if not found:
        return gettext("There is no such product: choose one from the suggestions.")
    return Q(contact__product__in=found)


def _products(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(key, name) for key, name in all_products()])


@remembered
def all_products() -> tuple[tuple[str, str], ...]:
    """Key and name of each product, without versions."""
    return tuple(Product.objects.filter(above=None).order_by("position", "pk").values_list("key", "name"))


def _channel(value: str, _asking: Asking) -> Q | str:
    if not re.fullmatch(r"[a-z_]{1,20}", value.casefold()):
        return gettext("Write the name of a channel, such as email or chat.")
    return Q(contact__channel=value.casefold())


def _channels(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(key, str(one.name)) for key, one in doors().items()])


register(
    Operator(
        "outcome",
        _("What became of it"),
        _("confirmed, unknown, handed, after, person or open"),
        "outcome:handed",
        _outcome,
        _outcomes,
    ),
    Operator(
        "began",
        _("Contact began"),
        _("a day, or two with dots between them (UTC)"),
        "began:2026-01-01..2026-01-31",
        _began,
        _spans,
    ),
    Operator("channel", _("Came by"), _("the name of a channel"), "channel:chat", _channel, _channels),
    Operator(
        "product",
        _("Product"),
        _("the key or name of a product, or none"),
        "product:lamp",
        _product,
        _products,
        depends_on=all_products,
    ),
)

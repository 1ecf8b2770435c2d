"""What support covers, said where people ask and beside the conversation. Asked every two seconds at most."""

from __future__ import annotations

from typing import Any, NamedTuple

from handrail.conversations.fields.facts import FieldType
from handrail.conversations.models import SupportPolicy
from handrail.conversations.queries.field_facts import field_facts
from handrail.core.remembered import remembered

PLAN = "plan"
"""The key of the attribute of customers, or of their organisation, that names what they pay for."""
_FALLBACK = "en"


class Policy(NamedTuple):
    """One policy: the key of its product and its plan, each "" for all, and its texts by language."""

    product: str
    plan: str
    texts: dict[str, str]


class Scope(NamedTuple):
    """What a conversation is about, as far as a policy asks: keys of products from the top, and a plan."""

    products: tuple[str, ...]
    plan: str


@remembered
def policies() -> tuple[Policy, ...]:
    """All policies of this installation."""
    rows = SupportPolicy.objects.values_list("product__key", "plan", "texts")
    return tuple(Policy(product or "", plan.casefold(), texts) for product, plan, texts in rows)


def policy_for(product: str, plan: str, language: str) -> str:
    """What support covers for a product (its key, or that of its version's product) and a plan; "" if unsaid.

    The policy that says most closely whom it is for holds: product and plan, then product, then plan, then
    that for all. Its text is in the language that was asked for, else in English, else in what there is.
    """
    return policy_of(Scope((product,) if product else (), plan), language)


def policy_of(scope: Scope, language: str) -> str:
    """The same for what is known of a conversation."""
    plan = scope.plan.strip().casefold()
    fitting = [one for one in policies() if one.product in ("", *scope.products) and one.plan in ("", plan)]
    if not fitting:
        return ""
    closest = max(fitting, key=lambda one: (_depth(one, scope), bool(one.plan)))
    return _text(closest.texts, language)


def scope_of(conversation: Any) -> Scope:
    """The product of a conversation (with its customer), by its first field of that type, and their plan."""
    fields = (one.key for one in field_facts() if one.type == FieldType.PRODUCT)
    chosen: Any = next((conversation.fields[key] for key in fields if conversation.fields.get(key)), ())
    products = tuple(chosen) if isinstance(chosen, list) else ()
    customer = conversation.customer
    organisation = customer.organisation.fields if customer.organisation_id else {}
    plan = customer.fields.get(PLAN) or organisation.get(PLAN) or ""
    return Scope(products, str(plan))


def _depth(policy: Policy, scope: Scope) -> int:
    return 1 + scope.products.index(policy.product) if policy.product else 0


def _text(texts: dict[str, str], language: str) -> str:
    wanted = (language, language.partition("-")[0], _FALLBACK)
    return next((texts[code] for code in wanted if texts.get(code)), next(iter(texts.values()), ""))

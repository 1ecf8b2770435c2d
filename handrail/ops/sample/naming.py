"""What the sample's team has named: a field for the product, one for billing's reasons; kinds, priorities."""

from __future__ import annotations

from datetime import datetime

from handrail.accounts.models import Mailbox
from handrail.conversations import verbs
from handrail.conversations.fields.choices import DEEPEST, add_lines
from handrail.conversations.fields.facts import FieldType
from handrail.conversations.models import Conversation, Field, Priority, Product
from handrail.conversations.priorities import Impact, Urgency
from handrail.conversations.settings.fields import add_field
from handrail.conversations.settings.lists import set_products
from handrail.core.actors import Actor
from handrail.core.remembered import forget_remembered
from handrail.ops.sample.story import Story

_PRODUCTS = "Lamp > 3.1\nLamp > 3.2\nLamp > 3.2.1\nLamp Pro > 3.2\nLamp Pro > 3.2.1\nLamp Pro > 4.0 beta"
_REASONS = """
Invoice > Copy
Invoice > Wrong details
Payment > Failed
Payment > Purchase order
Licence > Seats
Licence > Renewal
Refund > Bought twice
Refund > Does not fit
"""
# The first tag of a story that stands here says what kind it is.
_KINDS = {
    "bug": "bug",
    "KI-31": "bug",
    "Lamp 3.2": "bug",
    "how-to": "how_to",
    "pre-sales": "pre_sales",
    "invoice": "billing",
    "refund": "billing",
    "licence": "billing",
    "VAT": "billing",
    "feature request": "request",
    "translation": "request",
}
_VERSIONS = {
    "KI-31": "lamp_3_2",
    "Lamp 3.2": "lamp_3_2",
    "update": "lamp_3_2",
    "4.0 beta": "lamp_pro_4_0_beta",
}
_BILLED = {
    "invoice": "invoice_copy",
    "refund": "refund_bought_twice",
    "licence": "licence_seats",
    "VAT": "invoice_wrong_details",
}
_WEIGHED = {
    "high": (Impact.TEAM, Urgency.HINDERS, ""),
    "urgent": (Impact.TEAM, Urgency.STANDS, "Their shop is closed until it works"),
}


def name_things(billing: Mailbox) -> None:
    """Make the fields and products that a new installation of the company Lamp lacks."""
    if not Product.objects.exists():
        set_products(add_lines((), _PRODUCTS, deepest=2))
    if Field.objects.exists():
        return
    add_field(label="Product", type=FieldType.PRODUCT, help="The version stands under Plugins in WordPress.")
    add_field(
        label="Reason",
        type=FieldType.TREE,
        choices=add_lines((), _REASONS, deepest=DEEPEST),
        mailboxes=[billing],
    )
    forget_remembered()  # the stories are told at once, by this process


def put_in_order(conversation: Conversation, story: Story, *, by: Actor, at: datetime) -> None:
    """Say what kind a story's conversation is, which product it is about, and how urgent it is."""
    if kind := _first(_KINDS, story):
        verbs.set_kind(conversation, to=kind, by=by, at=at)
    fields = {"product": _first(_VERSIONS, story), "reason": _first(_BILLED, story)}
    offered = {"product"} if story.mailbox != "billing" else set(fields)
    for key in offered:
        if fields[key]:
            verbs.set_field(conversation, key=key, value=fields[key], by=by, at=at)
    if weighed := _WEIGHED.get(story.priority):
        impact, urgency, reason = weighed
        verbs.weigh(conversation, impact=impact, urgency=urgency, reason=reason, by=by, at=at)
    else:
        verbs.set_priority(conversation, to=Priority[story.priority.upper()], by=by, at=at)


def _first(meanings: dict[str, str], story: Story) -> str:
    return next((meanings[tag] for tag in story.tags if tag in meanings), "")

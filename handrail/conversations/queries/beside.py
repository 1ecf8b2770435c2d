"""The side conversations that a conversation's head names."""

from __future__ import annotations

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from handrail.conversations.models import ConversationQuerySet


def beside(visible: ConversationQuerySet) -> Subquery:
    """The side conversations of each row, as JSON in the order they began; none: there are none."""
    rows = visible.filter(parent=OuterRef("pk")).order_by().values("parent")
    facts = {"number": "number", "category": "category", "answered": "last_customer_entry"}
    one = JSONObject(**facts, who="customer__name", subject="subject")
    return Subquery(rows.annotate(all=JSONBAgg(one, order_by="pk")).values("all"))

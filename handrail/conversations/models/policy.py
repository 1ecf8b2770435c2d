"""What support covers, for a product and a plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.conversations.models.field import Product

LONGEST_PLAN = 60
LONGEST_POLICY = 5_000
"""Characters of one text: what people read before they ask."""


class SupportPolicy(models.Model):
    """What support covers, as texts by language ({"en": …}). No product, or no plan (""): for all of them."""

    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="policies"
    )
    plan = models.CharField(max_length=LONGEST_PLAN, blank=True)
    texts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "plan"], nulls_distinct=False, name="policy_once")
        ]
        ordering: ClassVar = ["product__position", "plan", "pk"]

    def __str__(self) -> str:
        return f"{self.product or '*'} {self.plan}".strip()

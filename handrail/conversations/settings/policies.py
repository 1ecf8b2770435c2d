"""Support policies, as admins keep them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Product, SupportPolicy
from handrail.conversations.models.policy import LONGEST_PLAN, LONGEST_POLICY
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered

MOST_POLICIES = 200


@transaction.atomic
def keep_policy(
    policy: SupportPolicy, *, product: Product | None, plan: str, texts: dict[str, str], by: Agent | None
) -> SupportPolicy:
    """Make or change a policy. Raises ValidationError without a text, or when it is there already."""
    policy.product, policy.plan = product, " ".join(plan.replace("\x00", "").split())
    policy.texts = {code: text.replace("\x00", "").strip() for code, text in texts.items() if text.strip()}
    _check(policy)
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:
        raise ValidationError(
            _("There is a policy for this product and plan already: change that one.")
        ) from None
    audit(by, "support policy changed", policy=str(policy), languages=sorted(policy.texts))
    transaction.on_commit(forget_remembered)
    return policy


@transaction.atomic
def delete_policy(policy: SupportPolicy, *, by: Agent | None) -> None:
    """Support covers there what a wider policy says, or nobody says it."""
    audit(by, "support policy deleted", policy=str(policy))
    policy.delete()
    transaction.on_commit(forget_remembered)


def _check(policy: SupportPolicy) -> None:
    if not policy.texts:
        raise ValidationError(_("Write what support covers, in one language at least."))
    if len(policy.plan) > LONGEST_PLAN or any(len(text) > LONGEST_POLICY for text in policy.texts.values()):
        raise ValidationError(
            _("That is too long: a text may have %(most)d characters.") % {"most": LONGEST_POLICY}
        )
    if policy._state.adding and SupportPolicy.objects.count() >= MOST_POLICIES:
        raise ValidationError(_("There are %(most)d policies already.") % {"most": MOST_POLICIES})

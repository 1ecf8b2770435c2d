"""Whoever signs in to the portal reads a customer's requests, so who opens a way in there sees them already.

An address, an identity or a merge that an agent makes is such a way, and so is an organisation that shares
its requests: else one could read as a customer, by an address of one's own, what `visible_to` hides.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.channels.portal.configuring import portal_now
from handrail.channels.portal.sharing import Shares, shared_requests, shares_of
from handrail.conversations.models import Conversation
from handrail.customers.models import Customer, Organisation


def require_reach(agent: Agent, *customers: Customer) -> None:
    """Raise ValidationError where the portal shows one of these customers what the agent does not see."""
    theirs = Conversation.objects.filter(
        customer__in=customers, mailbox__in=portal_now().mailboxes, parent=None
    )
    _require_sees(agent, theirs)


def require_colleagues(agent: Agent, customer: Customer, organisation: Organisation) -> None:
    """The same for what they would read of colleagues, once they belong to this organisation."""
    if organisation.pk == customer.organisation_id or shares_of(organisation.pk) == Shares.NOTHING:
        return
    shown = frozenset(one.pk for one in portal_now().mailboxes)
    _require_sees(agent, shared_requests(organisation.pk, but_of=customer.pk, mailboxes=shown))


def _require_sees(agent: Agent, theirs: QuerySet[Conversation]) -> None:
    read_in = theirs.annotate(root=Coalesce("merged_into", "pk"))
    if read_in.exclude(root__in=Conversation.objects.visible_to(agent).values("pk")).exists():
        raise ValidationError(
            _("In the portal this would show requests that you do not see: ask a colleague who does.")
        )

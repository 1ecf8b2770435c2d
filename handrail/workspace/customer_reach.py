"""Whoever signs in to the portal reads a customer's requests, so who opens a way in there sees them already.

An address, an identity or a merge is such a way, and so is belonging to an organisation that shares its
requests: else one could read as a customer, by an address of one's own, what `visible_to` hides. Pages ask
here before they change anything; files do so in `import_reach.py`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.channels.portal.configuring import chosen_mailboxes
from handrail.channels.portal.sharing import shared_requests, sharing_among
from handrail.conversations.models import Conversation
from handrail.customers.models import Customer, Organisation


def require_reach(agent: Agent, *customers: Customer) -> None:
    """Raise ValidationError where the portal shows one of these customers what the agent does not see."""
    _require(not out_of_reach(agent, [one.pk for one in customers]))
    for pk in sharing_among([one.organisation_id for one in customers if one.organisation_id]):
        _require(_sees_shared(agent, pk))


def require_colleagues(agent: Agent, customer: Customer, organisation: Organisation) -> None:
    """The same for what they and their colleagues would read of each other, once they belong there."""
    if organisation.pk != customer.organisation_id and sharing_among([organisation.pk]):
        _require(not out_of_reach(agent, [customer.pk]) and _sees_shared(agent, organisation.pk))


def require_open(agent: Agent, organisation: Organisation) -> None:
    """The same for an organisation that whoever has an address somewhere is to join by themselves."""
    if sharing_among([organisation.pk]):
        require_shared(agent, organisation)


def require_shared(agent: Agent, organisation: Organisation) -> None:
    """The same for an organisation whose customers are to see each other's requests."""
    _require(_sees_shared(agent, organisation.pk))


def out_of_reach(agent: Agent, customers: Collection[int]) -> set[int]:
    """Those of the customers (keys) to whom the portal shows a request that the agent does not see."""
    shown = chosen_mailboxes()
    theirs = Conversation.objects.filter(customer__in=customers, mailbox__in=shown, parent=None)
    return set(unseen(agent, theirs).values_list("customer", flat=True))


def closed_organisations(agent: Agent, organisations: Collection[int]) -> set[int]:
    """Those of the organisations (keys) that share among customers a request which the agent does not see."""
    return {pk for pk in sharing_among(organisations) if not _sees_shared(agent, pk)}


def _sees_shared(agent: Agent, organisation: int) -> bool:
    theirs = shared_requests(organisation, but_of=0, mailboxes=chosen_mailboxes())
    return not unseen(agent, theirs).exists()


def unseen(agent: Agent, theirs: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those that the agent does not see, wherever they are read after merging."""
    read_in = theirs.annotate(root=Coalesce("merged_into", "pk"))
    return read_in.exclude(root__in=Conversation.objects.visible_to(agent).values("pk"))


def _require(is_seen: bool) -> None:
    if not is_seen:
        raise ValidationError(refusal())


def refusal() -> str:
    """Why it is refused: it says that something is elsewhere, never what."""
    return _("In the portal this would show requests that you do not see: ask a colleague who does.")

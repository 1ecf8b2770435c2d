"""What the page of a customer shows: the person, and of their conversations those that this agent may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, Q, Subquery

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE
from handrail.channels.portal.sharing import shares_of
from handrail.conversations.models import Conversation, Place
from handrail.conversations.queries.rows import make_cursor, read_cursor
from handrail.customers.attributes import describe
from handrail.customers.models import Customer, Of, Organisation
from handrail.customers.queries import read_about

MOST_SHOWN = 20
MOST_COUNTED = 100  # conversations of one customer


class Told(NamedTuple):
    """One conversation in the history of a customer."""

    pk: int
    number: int
    subject: str
    category: str
    channel: str
    mailbox: str
    last_activity_at: datetime


@dataclass(frozen=True)
class History:
    """Conversations that this agent may see, newest first; `next` is the cursor of what lies behind."""

    rows: list[Told]
    next: str


def history_of(agent: Agent, customer: Customer, after: str = "") -> History:
    """One page of the customer's conversations in all mailboxes of the agent, in one statement.

    Of others there is neither a line nor a number. Raises BadCursor.
    """
    rows = _visible(agent).filter(customer=customer)
    if after:
        at, pk = read_cursor(after)
        rows = rows.filter(Q(last_activity_at__lt=at) | Q(last_activity_at=at, pk__lt=pk))
    values = rows.order_by("-last_activity_at", "-pk").values_list(
        "pk", "number", "subject", "category", "channel", "mailbox__name", "last_activity_at"
    )
    found = [Told(*one) for one in values[: MOST_SHOWN + 1]]
    last = found[MOST_SHOWN - 1] if len(found) > MOST_SHOWN else None
    return History(found[:MOST_SHOWN], make_cursor(last.last_activity_at, last.pk) if last else "")


@dataclass(frozen=True)
class Counted:
    """Conversations of a customer that an agent may see, to 99 and then "99+"; when the newest moved."""

    number: int
    last: datetime

    @property
    def shown(self) -> str:
        """The count as it is drawn."""
        return str(self.number) if self.number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def counts_of(agent: Agent, customers: Sequence[int]) -> dict[int, Counted]:
    """What to say of each of these customers beside their name, in one statement; nothing of who has none.

    It asks for nothing but what the index by customer holds: no row of a conversation is read.
    """
    times = _visible(agent).filter(customer=OuterRef("pk")).order_by("-last_activity_at")
    some = ArraySubquery(times.values("last_activity_at")[:MOST_COUNTED])
    newest = Subquery(times.values("last_activity_at")[:1])
    rows = Customer.objects.filter(pk__in=customers).annotate(
        number=Func(some, function="cardinality", output_field=IntegerField()), last=newest
    )
    found = rows.values_list("pk", "number", "last")
    return {pk: Counted(number, last) for pk, number, last in found if number}


def _visible(agent: Agent) -> Any:
    return Conversation.objects.visible_to(agent).exclude(place__in=[Place.MERGED, Place.SIDE])


def customer_context(agent: Agent, customer: Customer, *, after: str = "") -> dict[str, Any]:
    """Everything on the page of a customer."""
    return {
        "agent": agent,
        "may": TABLE[agent.role],
        "customer": customer,
        "about": read_about(customer),
        "described": describe(Of.CUSTOMER, customer.fields),
        "history": history_of(agent, customer, after),
        "counted": counts_of(agent, [customer.pk]).get(customer.pk),
        "part": "customers",
        "form": None,
        "error": "",
        "error_at": "",
    }


def organisation_context(agent: Agent, organisation: Organisation) -> dict[str, Any]:
    """Everything on the page of an organisation but its members."""
    return {
        "agent": agent,
        "organisation": organisation,
        "domains": list(organisation.domains.all()),
        "notes": list(organisation.notes.all()[:50]),
        "changes": list(organisation.changes.all()[:50]),
        "described": describe(Of.ORGANISATION, organisation.fields),
        "shares": str(shares_of(organisation.pk)),
        "part": "organisations",
        "form": None,
        "error": "",
        "error_at": "",
    }

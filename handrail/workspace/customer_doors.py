"""Who sees customers: every agent with a mailbox sees whom the team knows, their conversations as elsewhere.

Whoever has no mailbox sees nobody, nor do guests (decision "Who sees customers"). To change
anything one needs the right to sort; the refusal is a sentence (403).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, mailbox_ids
from handrail.accounts.permissions import May, may, require
from handrail.customers.models import Customer, Organisation
from handrail.customers.queries import find_customer

Door = Callable[..., Any]


def may_see_customers(agent: Agent) -> bool:
    """Whether the agent works in any mailbox, and may know who customers are: guests may not."""
    return may(agent.role, May.ADDRESSES) and bool(mailbox_ids(agent))


def for_desk(view: Door) -> Door:
    """Only for agents who see customers; others get the stranger's 404."""

    @wraps(view)
    def door(request: HttpRequest, agent: Agent, /, *args: Any, **kwargs: Any) -> Any:
        if not may_see_customers(agent):
            raise Http404
        if request.method == "POST":
            require(agent.role, May.SORT)
        return view(request, agent, *args, **kwargs)

    return for_agents(door)


def for_desk_admins(view: Door) -> Door:
    """Only for owners and leads who see customers."""

    @wraps(view)
    def door(request: HttpRequest, agent: Agent, /, *args: Any, **kwargs: Any) -> Any:
        if not agent.is_admin:
            raise Http404
        return view(request, agent, *args, **kwargs)

    return for_desk(door)


def customer_or_404(number: int) -> Customer:
    """The customer, or whom they were merged into; Http404 for nobody."""
    found = find_customer(number)
    if found is None:
        raise Http404
    return found


def organisation_or_404(number: int) -> Organisation:
    """The organisation; Http404 for none."""
    found = Organisation.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found

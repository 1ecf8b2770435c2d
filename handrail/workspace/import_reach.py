"""What files may open in the portal: no row shows there what whoever brings it does not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Lower

from handrail.accounts.models import Agent
from handrail.channels.portal.sharing import sharing_among
from handrail.customers.freemail import domain_of
from handrail.customers.importing.people import joined_by_domain
from handrail.customers.importing.planning import Plan
from handrail.customers.models import Of, Organisation
from handrail.customers.verbs.knowing import normalise_address
from handrail.workspace.customer_reach import closed_organisations, out_of_reach, refusal

_KEYS = {"address", "identity"}  # by which one signs in


@dataclass
class _Way:
    """What a row would open: a customer's own requests, and those of organisations."""

    plan: Plan
    customer: int | None = None
    organisations: set[int] = field(default_factory=set)


def refuse_unseen(plans: Sequence[Plan], of: str, by: int | None) -> None:
    """Refuse rows that would show, in the portal, what `by` (an agent's key) does not see."""
    agent = Agent.objects.filter(pk=by or 0).first() or Agent(is_active=False)
    todo = [plan for plan in plans if plan.kind in ("new", "changed")]
    ways = _of_people(todo) if of == Of.CUSTOMER else _of_organisations(todo)
    closed = closed_organisations(agent, {pk for way in ways for pk in way.organisations})
    unseen = out_of_reach(agent, {way.customer for way in ways if way.customer})
    for way in ways:
        if way.customer in unseen or way.organisations & closed:
            way.plan.refuse(refusal())


def _of_people(plans: Sequence[Plan]) -> list[_Way]:
    named = _named({_joins(plan) for plan in plans})
    sharing = sharing_among({pk for pks in named.values() for pk in pks})
    by_domain = joined_by_domain(plan for plan in plans if plan.kind == "new")
    ways = []
    for plan in plans:
        domain = domain_of(normalise_address(plan.facts.get("address", "")))
        ways.append(_way(plan, named.get(_joins(plan), set()) & sharing, by_domain.get(domain)))
    return ways


def _joins(plan: Plan) -> str:
    return str(plan.changes.get("organisation", ["", ""])[1]).lower()


def _way(plan: Plan, joins: set[int], by_domain: int | None) -> _Way:
    """`joins`: those that share, by the name in the row; `by_domain`: the one that a new customer joins."""
    is_key = bool(_KEYS & plan.changes.keys())
    if plan.target is None:
        # An address is proven by whoever reads mail there; an id is what the row says.
        return _Way(plan, None, joins | ({by_domain} if by_domain and "identity" in plan.changes else set()))
    belongs = {plan.target.organisation_id} if is_key and plan.target.organisation_id else set()
    return _Way(plan, plan.target.pk if is_key or joins else None, joins | belongs)


def _named(names: set[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    rows = Organisation.objects.annotate(lower=Lower("name")).filter(lower__in=names)
    for name, pk in rows.values_list("lower", "pk"):
        found.setdefault(name, set()).add(pk)
    return found


def _of_organisations(plans: Sequence[Plan]) -> list[_Way]:
    """A domain of an organisation that was there before: whoever has an address there may join."""
    return [
        _Way(plan, organisations={plan.target.pk})
        for plan in plans
        if plan.target is not None and "domain" in plan.changes
    ]

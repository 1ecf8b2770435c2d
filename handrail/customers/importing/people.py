"""Rows about customers: matched by address or id, planned, and written, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from handrail.customers.freemail import domain_of
from handrail.customers.importing.columns import ID_KIND
from handrail.customers.importing.planning import Plan
from handrail.customers.models import Address, AddressKind, Change, Customer, Domain, Identity, Organisation
from handrail.customers.verbs.knowing import normalise_address

_PLAIN = ("name", "language", "time_zone")


def plan_people(plans: Sequence[Plan], *, lock: bool = False) -> None:
    """Say of each row that is not refused whether it is new, changed or unchanged. Nothing is changed."""
    live = [plan for plan in plans if not plan.refused]
    by_address, by_id = _known(live, lock=lock)
    for plan in live:
        address = by_address.get(normalise_address(plan.facts.get("address", "")))
        identity = by_id.get(plan.facts.get("identity", ""))
        if address and identity and address.pk != identity.pk:
            plan.refuse(_("Its address and its id belong to two customers: merge them first."))
            continue
        plan.target = address or identity
        _compare(plan, has_address=address is not None, has_id=identity is not None)


def _known(live: Sequence[Plan], *, lock: bool) -> tuple[dict[str, Customer], dict[str, Customer]]:
    addresses = [normalise_address(plan.facts["address"]) for plan in live if "address" in plan.facts]
    ids = [plan.facts["identity"] for plan in live if "identity" in plan.facts]
    pairs = [
        *Address.objects.filter(kind=AddressKind.EMAIL, normalised__in=addresses).values_list(
            "normalised", "customer"
        )
    ]
    known = [
        *Identity.objects.filter(kind=ID_KIND, external_id__in=ids).values_list("external_id", "customer")
    ]
    rows = Customer.objects.filter(pk__in={pk for _key, pk in (*pairs, *known)}).order_by("pk")
    people = {one.pk: one for one in (rows.select_for_update() if lock else rows)}
    organisations = Organisation.objects.in_bulk({one.organisation_id for one in people.values()} - {None})
    for one in people.values():
        one.organisation = organisations.get(one.organisation_id or 0)
    return ({key: people[pk] for key, pk in pairs}, {key: people[pk] for key, pk in known})


def _compare(plan: Plan, *, has_address: bool, has_id: bool) -> None:
    facts, old = plan.facts, plan.target
    for name in _PLAIN:
        plan.compare(name, getattr(old, name) if old else "", facts.get(name, ""))
    known_as = str(old.organisation or "") if old else ""
    if facts.get("organisation", "").casefold() != known_as.casefold():
        plan.compare("organisation", known_as, facts.get("organisation", ""))
    for key, value in plan.fields.items():
        plan.compare(key, old.fields.get(key) if old else None, value)
    if not has_address:
        plan.compare("address", "", facts.get("address", ""))
    if not has_id:
        plan.compare("identity", "", facts.get("identity", ""))
    plan.kind = "new" if old is None else "changed" if plan.changes else "unchanged"


def write_people(plans: Sequence[Plan], *, by: dict[str, Any]) -> None:
    """Carry the plans out, in the caller's transaction; IntegrityError when somebody was quicker."""
    todo = [plan for plan in plans if plan.kind in ("new", "changed")]
    organisations = _organisations(todo)
    joined = joined_by_domain(plan for plan in todo if plan.kind == "new")
    for plan in todo:
        address, identity = plan.facts.get("address", ""), plan.facts.get("identity", "")
        plan.target = plan.target or Customer(name=(address or identity)[:200])
        for name in _PLAIN:
            if name in plan.changes:
                setattr(plan.target, name, plan.changes[name][1])
        if "organisation" in plan.changes:
            plan.target.organisation = organisations[plan.facts["organisation"].casefold()]
        elif plan.kind == "new":
            plan.target.organisation_id = joined.get(domain_of(normalise_address(address)))
        plan.target.fields = {**plan.target.fields, **plan.fields}
    Customer.objects.bulk_create([plan.target for plan in todo if plan.kind == "new"])
    Customer.objects.bulk_update(
        [plan.target for plan in todo if plan.kind == "changed"], [*_PLAIN, "organisation", "fields"]
    )
    _write_keys(todo)
    Change.objects.bulk_create(_logged(plan, by) for plan in todo)


def _organisations(todo: Sequence[Plan]) -> dict[str, Organisation]:
    names = {
        name.casefold(): name for plan in todo if (name := plan.changes.get("organisation", ["", ""])[1])
    }
    found = Organisation.objects.annotate(lower=Lower("name")).filter(
        lower__in=[n.lower() for n in names.values()]
    )
    known = {one.name.casefold(): one for one in found.order_by("-pk")}
    new = Organisation.objects.bulk_create(
        Organisation(name=name) for key, name in names.items() if key not in known
    )
    return known | {one.name.casefold(): one for one in new}


def joined_by_domain(plans: Iterable[Plan]) -> dict[str, int]:
    """Domains whose new customers join an organisation by themselves."""
    domains = {domain_of(normalise_address(plan.facts.get("address", ""))) for plan in plans}
    rows = Domain.objects.filter(name__in=domains, organisation__joins_by_domain=True)
    return dict(rows.values_list("name", "organisation"))


def _write_keys(todo: Sequence[Plan]) -> None:
    Address.objects.bulk_create(
        Address(customer=plan.target, value=address, normalised=normalise_address(address))
        for plan in todo
        if (address := plan.changes.get("address", ["", ""])[1])
    )
    Identity.objects.bulk_create(
        Identity(customer=plan.target, kind=ID_KIND, external_id=key)
        for plan in todo
        if (key := plan.changes.get("identity", ["", ""])[1])
    )


def _logged(plan: Plan, by: dict[str, Any]) -> Change:
    if plan.kind == "new":
        return Change(customer=plan.target, action="imported", **by)
    return Change(customer=plan.target, action="changed", data={"changed": plan.changes}, **by)

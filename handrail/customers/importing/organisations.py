"""Rows about organisations: matched by id or name, planned, and written, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from handrail.customers.importing.planning import Plan
from handrail.customers.models import Change, Domain, Organisation


def plan_organisations(plans: Sequence[Plan], *, lock: bool = False) -> None:
    """Say of each row that is not refused whether it is new, changed or unchanged. Nothing is changed."""
    live = [plan for plan in plans if not plan.refused]
    by_id, by_name = _known(live, lock=lock)
    wanted = {plan.facts["domain"] for plan in live if "domain" in plan.facts}
    domains = dict(Domain.objects.filter(name__in=wanted).values_list("name", "organisation"))
    for plan in live:
        key, name = plan.facts.get("external_id", ""), str(plan.facts.get("name", "")).casefold()
        plan.target = by_id.get(key) if key in by_id else by_name.get(name)
        owner = domains.get(plan.facts.get("domain", ""))
        if plan.target is None and not name:
            plan.refuse(_("It is new and has no name."))
        elif owner is not None and (plan.target is None or owner != plan.target.pk):
            plan.refuse(_("Its domain names another organisation."))
        else:
            _compare(plan, has_domain=owner is not None)


def _known(live: Sequence[Plan], *, lock: bool) -> tuple[dict[str, Organisation], dict[str, Organisation]]:
    ids = [plan.facts["external_id"] for plan in live if "external_id" in plan.facts]
    names = [plan.facts["name"].lower() for plan in live if "name" in plan.facts]
    rows = Organisation.objects.annotate(lower=Lower("name"))
    rows = rows.filter(Q(external_id__in=ids) | Q(lower__in=names)).order_by("-pk")
    found = list(rows.select_for_update() if lock else rows)
    return (
        {one.external_id: one for one in found if one.external_id},
        {one.name.casefold(): one for one in found},
    )


def _compare(plan: Plan, *, has_domain: bool) -> None:
    facts, old = plan.facts, plan.target
    for name in ("name", "external_id"):
        plan.compare(name, getattr(old, name) if old else "", facts.get(name, ""))
    if not has_domain:
        plan.compare("domain", "", facts.get("domain", ""))
    for key, value in plan.fields.items():
        plan.compare(key, old.fields.get(key) if old else None, value)
    plan.kind = "new" if old is None else "changed" if plan.changes else "unchanged"


def write_organisations(plans: Sequence[Plan], *, by: dict[str, Any]) -> None:
    """Carry the plans out, in the caller's transaction; IntegrityError when somebody was quicker."""
    todo = [plan for plan in plans if plan.kind in ("new", "changed")]
    for plan in todo:
        plan.target = plan.target or Organisation()
        for name in ("name", "external_id"):
            if name in plan.changes:
                setattr(plan.target, name, plan.changes[name][1])
        plan.target.fields = {**plan.target.fields, **plan.fields}
    Organisation.objects.bulk_create([plan.target for plan in todo if plan.kind == "new"])
    Organisation.objects.bulk_update(
        [plan.target for plan in todo if plan.kind == "changed"], ["name", "external_id", "fields"]
    )
    Domain.objects.bulk_create(
        Domain(organisation=plan.target, name=domain)
        for plan in todo
        if (domain := plan.changes.get("domain", ["", ""])[1])
    )
    Change.objects.bulk_create(
        Change(
            organisation=plan.target,
            action="imported" if plan.kind == "new" else "changed",
            data={} if plan.kind == "new" else {"changed": plan.changes},
            **by,
        )
        for plan in todo
    )

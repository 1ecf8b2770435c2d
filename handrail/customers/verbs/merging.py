"""Two customers are one person: everything of one moves to the other, and can be moved back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.core.actors import Actor
from handrail.core.verbs import lock, verb
from handrail.customers.models import Address, AddressKind, Customer, Erasure, Merge
from handrail.customers.verbs.changing import log
from handrail.customers.verbs.knowing import without_detail

FILLED = ("name", "language", "time_zone", "organisation_id")
MOST_SUGGESTED = 5


@dataclass(frozen=True)
class Outcome:
    """What a merge would do: what is filled in, and what differs and stays as the kept one has it."""

    filled: dict[str, Any]
    left: dict[str, Any]
    refused: str


def refusal(kept: Customer, gone: Customer) -> str:
    """Why the two may not be merged; empty when they may.

    Verified is an address from which a mail came that its domain vouches for (DMARC), or one that brought
    back a signed token that we had sent to it. Nothing else counts: a name is no proof.
    """
    if kept.pk == gone.pk or gone.merged_into_id or kept.merged_into_id:
        return _("These are one customer already.")
    if kept.erased_at or gone.erased_at:
        return _("One of them was erased.")
    if not kept.addresses.filter(verified_at__isnull=False).exists():
        return _("%(name)s has no verified address.") % {"name": kept}
    mails = gone.addresses.filter(kind=AddressKind.EMAIL)
    open_ones = mails.filter(verified_at=None)
    if not mails.exists() or open_ones.exists():
        return _("Not every address of %(name)s is verified.") % {"name": gone}
    return ""


def outcome(kept: Customer, gone: Customer) -> Outcome:
    """What merging `gone` into `kept` would do. Nothing is changed."""
    filled = {name: getattr(gone, name) for name in FILLED if _is_free(kept, name) and getattr(gone, name)}
    left = {
        name: getattr(gone, name)
        for name in FILLED
        if name not in filled and getattr(gone, name) not in ("", None, getattr(kept, name))
    }
    for key, value in gone.fields.items():
        if key not in kept.fields:
            filled.setdefault("fields", {})[key] = value
        elif kept.fields[key] != value:
            left.setdefault("fields", {})[key] = value
    return Outcome(filled, left, refusal(kept, gone))


def _is_free(kept: Customer, name: str) -> bool:
    value = getattr(kept, name)
    if name == "name":  # one who never said a name is called by the address
        return not value or kept.addresses.filter(value__iexact=value).exists()
    return not value


@verb
def merge(kept: Customer, /, *, gone: Customer, by: Actor) -> Merge:
    """Move everything of `gone` to `kept`. Raises ValidationError when they may not be merged."""
    lock(gone)
    plan = outcome(kept, gone)
    if plan.refused:
        raise ValidationError(plan.refused)
    before = {name: getattr(kept, name) for name in (*FILLED, "fields")}
    moved = {}
    for model, column in _followers():
        rows = model._base_manager.filter(**{column: gone.pk})
        moved[f"{model._meta.label}.{column}"] = keys = list(rows.order_by("pk").values_list("pk", flat=True))
        model._base_manager.filter(pk__in=keys).update(**{column: kept.pk})
    for name, value in plan.filled.items():
        setattr(kept, name, {**kept.fields, **value} if name == "fields" else value)
    kept.save(update_fields=["name", "language", "time_zone", "organisation", "fields"])
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    after = {name: getattr(kept, name) for name in before}
    made = Merge.objects.create(
        kept=kept,
        gone=gone,
        moved=moved,
        before={name: [before[name], after[name]] for name in before if before[name] != after[name]},
        agent=by.agent_id,
        by=by.label[:200],
    )
    log(kept, "merged", by, name=gone.name, merge=made.pk)
    return made


@verb
def unmerge(kept: Customer, /, *, merge: Merge, by: Actor) -> Customer:
    """Move back what the merge moved; what came since stays. Raises ValidationError when too late.

    A fact that the merge filled in goes, unless somebody has changed it since.
    """
    merge.refresh_from_db()
    gone = merge.gone
    lock(gone)
    if merge.undone_at or merge.kept_id != kept.pk or gone.merged_into_id != kept.pk or kept.erased_at:
        raise ValidationError(_("This can no longer be taken back."))
    if Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk).exists():
        raise ValidationError(_("Take back the later merge first."))
    for model, column in _followers():
        keys = merge.moved.get(f"{model._meta.label}.{column}", ())
        model._base_manager.filter(pk__in=keys, **{column: kept.pk}).update(**{column: gone.pk})
    for name, (old, new) in merge.before.items():
        if getattr(kept, name) == new:
            setattr(kept, name, old)
    kept.save(update_fields=["name", "language", "time_zone", "organisation", "fields"])
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    log(kept, "unmerged", by, name=gone.name)
    return gone


def _followers() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of every room that points to a customer: none is forgotten, and no room need be known."""
    for relation in Customer._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        is_key = (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        )
        if is_key and model not in (Customer, Merge, Erasure):
            yield model, relation.field.name  # type: ignore[union-attr]


def suggestions(customer: Customer) -> list[Customer]:
    """Who may be the same person: the address written differently, or the name in the same organisation.

    Only a person may say so; see `merge`.
    """
    keys: set[int] = set()
    for address in customer.addresses.filter(kind=AddressKind.EMAIL)[:MOST_SUGGESTED]:
        local, _at, domain = without_detail(address.normalised).rpartition("@")
        details = Q(normalised__istartswith=f"{local}+", normalised__iendswith=f"@{domain}")
        alike = Address.objects.filter(Q(normalised=f"{local}@{domain}") | details, kind=AddressKind.EMAIL)
        keys |= {*alike.exclude(customer=customer.pk).values_list("customer", flat=True)[:MOST_SUGGESTED]}
    known = Customer.objects.known().exclude(pk=customer.pk)
    if customer.organisation_id and customer.name:
        called = known.filter(organisation=customer.organisation_id, name__iexact=customer.name)
        keys |= {*called.values_list("pk", flat=True)[:MOST_SUGGESTED]}
    return list(known.filter(pk__in=keys).select_related("organisation").order_by("pk")[:MOST_SUGGESTED])

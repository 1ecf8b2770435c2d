"""How customers come to be known."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from handrail.core.statements import Statement
from handrail.customers.freemail import domain_of
from handrail.customers.models import Address, AddressKind, Customer, Domain, Organisation


class Facts(TypedDict, total=False):
    """What else may be known of a new customer; `created_at` is when they first wrote."""

    language: str
    time_zone: str
    import_batch: uuid.UUID | None
    created_at: datetime


def normalise_address(value: str) -> str:
    """The form in which e-mail addresses are compared: NFKC, no case, no outer space.

    The local part is case-sensitive by RFC 5321 §2.4, and in practice nowhere.
    """
    return unicodedata.normalize("NFKC", value.replace("\x00", "")).strip().casefold()[:320]


def without_detail(value: str) -> str:
    """An address as it is compared, without a detail after a plus (RFC 5233): `dora+shop@…` is `dora@…`."""
    local, at, domain = normalise_address(value).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def find_or_create(address: str, name: str = "", *, typed: bool = False, **facts: Unpack[Facts]) -> Customer:
    """The customer who writes from `address`; two first mails at once make one customer.

    A customer without a name is called by the address until a name is known. Without an address
    each is somebody new: the unknown stay unknown. `facts` are for those who are new.
    An address that somebody only `typed` neither works again nor names whom we knew.
    """
    address, name = address.replace("\x00", "").strip(), name.replace("\x00", "").strip()[:200]
    normalised = normalise_address(address)
    if not normalised:
        return Customer.objects.create(name=name, **facts)
    found = _KNOWN.objects(normalised)
    known = found[0] if found else _create(address, normalised, name, facts)
    if known.bounced_at is not None and not typed:
        _works_again(known, facts.get("created_at") or timezone.now())
    customer = known.customer
    if name and not typed and name != customer.name and customer.name in ("", known.value[:200]):
        customer.name = name
        customer.save(update_fields=["name"])
    return customer


def find_customer(address: str) -> Customer | None:
    """The customer who is known by this address, if any."""
    normalised = normalise_address(address)
    found = _KNOWN.objects(normalised) if normalised else []
    return found[0].customer if found else None


def mark_bounced(address: str, *, reason: str, at: datetime) -> bool:
    """Note that mail to an address comes back, until it writes again; False when nobody is known by it."""
    known = Address.objects.filter(kind=AddressKind.EMAIL, normalised=normalise_address(address))
    return bool(known.update(bounced_at=at, bounce_reason=reason.replace("\x00", "")[:500]))


def has_bounced(address: str) -> bool:
    """Whether mail to this address came back, and nothing has come from it since."""
    found = Address.objects.filter(kind=AddressKind.EMAIL, normalised=normalise_address(address))
    return found.filter(bounced_at__isnull=False).exists()


def _works_again(known: Address, wrote_at: datetime) -> None:
    if known.bounced_at is not None and wrote_at > known.bounced_at:
        known.bounced_at, known.bounce_reason = None, ""
        known.save(update_fields=["bounced_at", "bounce_reason"])


def _known(normalised: str) -> QuerySet[Address]:
    return Address.objects.select_related("customer").filter(kind=AddressKind.EMAIL, normalised=normalised)


_KNOWN = Statement(_known)


def _create(address: str, normalised: str, name: str, facts: Facts) -> Address:
    try:
        with transaction.atomic():
            organisation = _organisation_of(normalised)
            customer = Customer.objects.create(
                name=name or address[:200], organisation_id=organisation, **facts
            )
            return Address.objects.create(customer=customer, value=address[:320], normalised=normalised)
    except IntegrityError:
        return _known(normalised).get()


def _organisation_of(normalised: str) -> int | None:
    """Where somebody new with this address belongs by itself: the admin said so of its domain."""
    joined = _JOINED.rows(domain_of(normalised))
    return joined[0][0] if joined else None


_JOINED = Statement(
    lambda domain: (
        Domain.objects.filter(name=domain, organisation__joins_by_domain=True)
        .order_by("pk")
        .values_list("organisation")
    )
)


def join_organisation(customer: Customer, name: str) -> None:
    """Put the customer into the organisation of that name, made if it is new."""
    organisation = Organisation.objects.filter(name=name).first() or Organisation.objects.create(name=name)
    customer.organisation = organisation
    customer.save(update_fields=["organisation"])


def forget_unknown(batch: uuid.UUID) -> int:
    """Remove the customers of an import who have no conversation; returns how many those were."""
    return Customer.objects.filter(import_batch=batch, conversations=None).delete()[0]

"""How customers come to be known."""

from __future__ import annotations

import unicodedata
import uuid

from django.db import IntegrityError, transaction

from handrail.customers.models import Address, AddressKind, Customer, Organisation


def normalise_address(value: str) -> str:
    """The form in which e-mail addresses are compared: NFKC, no case, no outer space.

    The local part is case-sensitive by RFC 5321 §2.4, and in practice nowhere.
    """
    return unicodedata.normalize("NFKC", value.replace("\x00", "")).strip().casefold()[:320]


def find_or_create(
    address: str,
    name: str = "",
    *,
    language: str = "",
    time_zone: str = "",
    import_batch: uuid.UUID | None = None,
) -> Customer:
    """The customer who writes from `address`; two first mails at once make one customer.

    Without an address each is somebody new: the unknown stay unknown.
    """
    normalised = normalise_address(address)
    if not normalised:
        return _make(name, language, time_zone, import_batch)
    known = (
        Address.objects.select_related("customer")
        .filter(kind=AddressKind.EMAIL, normalised=normalised)
        .first()
    )
    if known is None:
        known = _create(address, normalised, name, language, time_zone, import_batch)
    if name and not known.customer.name:
        known.customer.name = name.replace("\x00", "")[:200]
        known.customer.save(update_fields=["name"])
    return known.customer


def _create(
    address: str, normalised: str, name: str, language: str, time_zone: str, import_batch: uuid.UUID | None
) -> Address:
    try:
        with transaction.atomic():
            customer = _make(name, language, time_zone, import_batch)
            return Address.objects.create(
                customer=customer, value=address.replace("\x00", "")[:320], normalised=normalised
            )
    except IntegrityError:
        return Address.objects.select_related("customer").get(kind=AddressKind.EMAIL, normalised=normalised)


def _make(name: str, language: str, time_zone: str, import_batch: uuid.UUID | None) -> Customer:
    return Customer.objects.create(
        name=name.replace("\x00", "")[:200], language=language, time_zone=time_zone, import_batch=import_batch
    )


def join_organisation(customer: Customer, name: str) -> None:
    """Put the customer into the organisation of that name, made if it is new."""
    organisation = Organisation.objects.filter(name=name).first() or Organisation.objects.create(name=name)
    customer.organisation = organisation
    customer.save(update_fields=["organisation"])

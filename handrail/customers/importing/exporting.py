"""Customers or organisations as CSV: streamed, so that a hundred thousand take no memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, OuterRef, Q, Subquery

from handrail.customers.attributes import attributes_of
from handrail.customers.importing.columns import ID_KIND
from handrail.customers.importing.tables import write_line
from handrail.customers.models import Address, AddressKind, Customer, Domain, Identity, Of, Organisation
from handrail.customers.values import write_value

_AT_ONCE = 1_000


def export_customers() -> Iterator[str]:
    """The header, then a line for each customer; further addresses stand in one cell, parted by a space."""
    attributes = attributes_of(Of.CUSTOMER)
    plain = ["Name", "E-mail address", "More addresses", "Id", "Organisation", "Language", "Time zone"]
    yield write_line([*plain, *(one.label for one in attributes)])
    mails = Address.objects.filter(customer=OuterRef("pk"), kind=AddressKind.EMAIL).order_by()
    ids = Identity.objects.filter(customer=OuterRef("pk"), kind=ID_KIND).order_by("pk")
    rows: Any = Customer.objects.known().annotate(
        mails=Subquery(mails.values("customer").annotate(all=ArrayAgg("value", order_by="pk")).values("all")),
        account=Subquery(ids.values("external_id")[:1]),
        works_at=F("organisation__name"),
    )
    for keys in _keys(rows):
        for row in rows.filter(pk__in=keys).order_by("pk"):
            mail, *more = row.mails or [""]
            facts = [row.name, mail, " ".join(more), row.account or "", row.works_at or ""]
            described = [write_value(row.fields.get(one.key)) for one in attributes]
            yield write_line([*facts, row.language, row.time_zone, *described])


def export_organisations() -> Iterator[str]:
    """The header, then a line for each organisation."""
    attributes = attributes_of(Of.ORGANISATION)
    yield write_line(["Name", "Id", "Domain", "More domains", *(one.label for one in attributes)])
    domains = Domain.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    rows: Any = Organisation.objects.annotate(
        mail_domains=Subquery(domains.annotate(all=ArrayAgg("name", order_by="name")).values("all"))
    )
    for keys in _keys(rows):
        for row in rows.filter(pk__in=keys).order_by("pk"):
            first, *more = row.mail_domains or [""]
            described = [write_value(row.fields.get(one.key)) for one in attributes]
            yield write_line([row.name, row.external_id, first, " ".join(more), *described])


def _keys(rows: Any) -> Iterator[list[int]]:
    """The keys in portions: no statement is open while a slow reader takes the answer."""
    last = 0
    while keys := list(rows.filter(Q(pk__gt=last)).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        last = keys[-1]
        yield keys

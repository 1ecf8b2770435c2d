"""What the pages of customers and organisations ask: tables in, one dataclass out."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from handrail.customers.models import (
    Address,
    Change,
    Customer,
    Domain,
    Identity,
    Merge,
    Note,
    Organisation,
)
from handrail.customers.models.people import values_text

PAGE = 50
LEAST_OF_VALUES = 3  # letters: for fewer the index does not help, and every attribute would be read
MOST_NOTES = MOST_CHANGES = 50
MOST_LOOKED_UP = 2_000  # matches, of which one customer may have several
LEAST_LETTERS = 2  # of a question: below, every row would match


class BadCursor(ValueError):
    """The cursor in the address was not made by us."""


class CustomerRow(NamedTuple):
    """One customer in a list."""

    pk: int
    name: str
    organisation: str | None
    organisation_pk: int | None
    language: str
    created_at: datetime
    addresses: list[str] | None
    key: str


class OrganisationRow(NamedTuple):
    """One organisation in a list."""

    pk: int
    name: str
    customers: int
    domains: list[str] | None
    key: str


@dataclass(frozen=True)
class Listed:
    """One page of a list; `next` is the cursor of the page after it, or empty."""

    rows: list[Any]
    next: str
    question: str


@dataclass(frozen=True)
class About:
    """A customer with everything that is known of them, apart from conversations."""

    customer: Customer
    addresses: list[Address]
    identities: list[Identity]
    notes: list[Note]
    changes: list[Change]
    merges: list[Merge]


def list_customers(question: str = "", *, after: str = "", organisation: int = 0) -> Listed:
    """Customers by name, at most 50 behind the cursor, in one statement, with a question in two.

    Raises BadCursor.
    A question of two letters or more is looked for in names, addresses, names of organisations and what
    attributes hold. Without one, visitors of whom nobody knows a name are left out: whoever has an address is
    called by it at least.
    """
    question = question.replace("\x00", "").strip()[:200]
    rows = Customer.objects.known().annotate(key=Lower("name"))
    if organisation:
        rows = rows.filter(organisation=organisation)
    if len(question) >= LEAST_LETTERS:
        rows = _found(rows, question)
    elif not organisation:
        rows = rows.filter(key__gt="")
    mails = Address.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    values = (
        _behind(rows, after)
        .annotate(mails=Subquery(mails.annotate(all=ArrayAgg("value", order_by="pk")).values("all")))
        .values_list(
            *("pk", "name", "organisation__name", "organisation", "language", "created_at", "mails", "key")
        )
    )
    return _listed([CustomerRow(*row) for row in values[: PAGE + 1]], question)


def _found(rows: Any, question: str) -> Any:
    """Those whose name, address, organisation or attributes hold the question.

    Few are looked up by four indexes of letters; of many the first are soon met on the way by name.
    """
    by_name = Customer.objects.filter(name__icontains=question).order_by().values_list("pk")
    mails = Address.objects.filter(normalised__icontains=question).order_by()
    places = Organisation.objects.filter(name__icontains=question).order_by().values("pk")
    by_place = Customer.objects.filter(organisation__in=places).order_by().values_list("pk")
    by_values = len(question) >= LEAST_OF_VALUES
    by_value = [holding(question).values_list("pk")] if by_values else []
    some = by_name.union(mails.values_list("customer"), by_place, *by_value, all=True)[: MOST_LOOKED_UP + 1]
    keys = [pk for (pk,) in some]
    if len(keys) <= MOST_LOOKED_UP:
        return rows.filter(pk__in=set(keys))
    has_address = Exists(mails.filter(customer=OuterRef("pk")))
    found = rows.alias(held=values_text())
    by_self = Q(name__icontains=question) | (Q(held__icontains=question) if by_values else Q())
    return found.filter(by_self | has_address | Q(organisation__in=places))


def holding(text: str) -> QuerySet[Customer]:
    """Customers of whom an attribute holds the text: a licence key, a number of a contract."""
    return Customer.objects.known().alias(held=values_text()).filter(held__icontains=text).order_by()


def list_organisations(question: str = "", *, after: str = "") -> Listed:
    """Organisations by name, at most 50 behind the cursor, in one statement. Raises BadCursor."""
    question = question.replace("\x00", "").strip()[:200]
    rows = Organisation.objects.annotate(key=Lower("name"))
    if len(question) >= LEAST_LETTERS:
        by_name = Organisation.objects.filter(name__icontains=question).order_by().values("pk")
        by_domain = Domain.objects.filter(name__icontains=question).order_by().values("organisation")
        rows = rows.filter(pk__in=by_name.union(by_domain))
    members = Customer.objects.known().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    domains = Domain.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    values = (
        _behind(rows, after)
        .annotate(
            members=Subquery(members.annotate(all=Count("pk")).values("all")),
            mail_domains=Subquery(domains.annotate(all=ArrayAgg("name", order_by="name")).values("all")),
        )
        .values_list("pk", "name", "members", "mail_domains", "key")
    )
    return _listed([OrganisationRow(*row) for row in values[: PAGE + 1]], question)


def _behind(rows: Any, after: str) -> Any:
    if after:
        key, pk = read_cursor(after)
        rows = rows.filter(Q(key__gt=key) | Q(key=key, pk__gt=pk), key__gte=key)
    return rows.order_by("key", "pk")


def _listed(found: list[Any], question: str) -> Listed:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Listed(found[:PAGE], make_cursor(last.key, last.pk) if last else "", question)


def make_cursor(key: str, pk: int) -> str:
    """The place of a row in its list, as text for an address."""
    return base64.urlsafe_b64encode(json.dumps([key, pk]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str, int]:
    """The place that `make_cursor` wrote. Raises BadCursor."""
    try:
        key, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(key, str) or type(pk) is not int or "\x00" in key or not 0 <= pk < 2**63:
            raise ValueError
        key.encode()
    except (ValueError, TypeError, RecursionError):
        raise BadCursor(text) from None
    return key, pk


def find_customer(pk: int) -> Customer | None:
    """The customer with the organisation, in one statement; one who was merged leads to whom they became."""
    found = Customer.objects.select_related("organisation", "merged_into__organisation").filter(pk=pk).first()
    while found and found.merged_into:
        found = found.merged_into
    return found


def read_about(customer: Customer) -> About:
    """Everything known of a customer, in five statements."""
    changes = Change.objects.filter(customer=customer)[:MOST_CHANGES]
    return About(
        customer,
        addresses=list(Address.objects.filter(customer=customer).order_by("pk")),
        identities=list(Identity.objects.filter(customer=customer)),
        notes=list(Note.objects.filter(customer=customer)[:MOST_NOTES]),
        changes=list(changes),
        merges=list(Merge.objects.filter(kept=customer, undone_at=None).annotate(gone_name=F("gone__name"))),
    )

"""Erase a customer: the steps of every room, then the customer's own rows; a husk without a name is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.core import blobs
from handrail.core.audit import audit
from handrail.core.erasing import Person, count_all, join, run_all, strike_all
from handrail.customers.models import (
    FINISHED,
    Address,
    Change,
    Customer,
    Erasure,
    FileImport,
    Identity,
    ImportState,
    Merge,
    Note,
)

HUSK: dict[str, Any] = {
    "name": "",
    "language": "",
    "time_zone": "",
    "organisation": None,
    "fields": {},
    "import_batch": None,
    "merged_into": None,
}


def person_of(customer: Customer) -> Person:
    """Whom an erasure of this customer is about: those who were merged into them are the same person.

    What is struck wherever it stands is only what means one person there: mail addresses, and numbers with
    seven digits at least. Anything can be entered as an address, also a word that stands in every mail.
    """
    family = _family(customer)
    addresses = Address.objects.filter(customer__in=family).values_list("normalised", "value")
    names = Customer.objects.filter(pk__in=family).exclude(name="").values_list("name", flat=True)
    known = {text.casefold() for pair in addresses for text in pair if _means_somebody(text)}
    return Person(tuple(family), tuple(sorted(known)), tuple(names))


_MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]{2,}")
_NUMBER = re.compile(r"[+(]?(?:[\s()/.-]*\d){7,}")


def _means_somebody(address: str) -> bool:
    return bool(_MAIL_ADDRESS.fullmatch(address.strip()) or _NUMBER.fullmatch(address.strip()))


def _family(customer: Customer) -> list[int]:
    found, new = {customer.pk}, {customer.pk}
    while new:
        new = {*Customer.objects.filter(merged_into__in=new).values_list("pk", flat=True)} - found
        found |= new
    return sorted(found)


def preview(customer: Customer) -> dict[str, int]:
    """What erasing them would reach, by kind. Nothing is changed."""
    return count_all(person_of(customer))


@transaction.atomic
def begin_erasure(customer: Customer, *, by: Model | None) -> Erasure:
    """Decide it: the fact is kept without the person, and a job does the rest. Raises ValidationError."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.erased_at or customer.merged_into_id:
        raise ValidationError(_("This customer is not here any more."))
    running = Erasure.objects.filter(customer=customer, done_at=None).first()
    if running:
        return running
    counts = preview(customer)
    made = Erasure.objects.create(
        customer=customer, by=str(by) if by else "command line", total=sum(counts.values()), counts=counts
    )
    audit(by, "customer erased", erasure=made.pk, counts=counts)
    return made


def run_erasure(pk: int) -> None:
    """Do what was decided, piece by piece; cut off, it begins again and finds less to do."""
    erasure = Erasure.objects.select_related("customer").get(pk=pk)
    if erasure.done_at or erasure.customer is None:
        return
    for pieces in run_all(person_of(erasure.customer)):
        if pieces:
            Erasure.objects.filter(pk=pk).update(done=F("done") + pieces)
    Erasure.objects.filter(pk=pk).update(done_at=timezone.now(), done=F("total"))


def _count(person: Person) -> dict[str, int]:
    own = Q(customer__in=person.customers)
    return {
        "addresses": Address.objects.filter(own).count(),
        "notes": Note.objects.filter(own).count(),
    }


@join("customers", order=90, count=_count)
def erase_customers(person: Person) -> Iterator[int]:
    """Files that wait and name them, then all that is known of them; the rows stay, so that numbers hold."""
    yield from _files(person)
    with transaction.atomic():
        own = Q(customer__in=person.customers)
        for model in (Note, Change, Identity):
            yield model._base_manager.filter(own).delete()[0]
        Merge.objects.filter(Q(kept__in=person.customers) | Q(gone__in=person.customers)).delete()
        yield Address.objects.filter(own).delete()[0]
        Customer.objects.filter(pk__in=person.customers).update(**HUSK, erased_at=timezone.now())


def _files(person: Person) -> Iterator[int]:
    for waiting in FileImport.objects.exclude(state__in=FINISHED).exclude(blob=None):
        text = blobs.open_bytes(str(waiting.blob_id)).decode(waiting.encoding, "replace").casefold()
        if any(address in text for address in person.addresses):
            stop_import(waiting, _("Somebody in this file was erased: take them out and send it again."))
            yield 1
    for told in FileImport.objects.exclude(refused=[], left_out=[]):
        rest = {name: strike_all(getattr(told, name), person.addresses) for name in ("refused", "left_out")}
        FileImport.objects.filter(pk=told.pk).update(**rest)


@transaction.atomic
def stop_import(waiting: FileImport, problem: str) -> None:
    """Nothing more comes of the file, and its bytes and examples are forgotten."""
    waiting = FileImport.objects.select_for_update().get(pk=waiting.pk)
    key, waiting.blob = waiting.blob_id, None
    waiting.state, waiting.problem, waiting.finished_at = ImportState.FAILED, problem[:300], timezone.now()
    waiting.examples = waiting.refused = waiting.left_out = waiting.seen = []
    waiting.save()
    if key:
        blobs.forget(key)

"""What the tools erase: addresses in audit entries and in failures, and the queue's jobs that name them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from handrail.core.erasing import Person, join, strike, strike_all
from handrail.core.models import AuditEntry, Failure

_JOBS = "FROM procrastinate_jobs WHERE args::text ILIKE ANY(%s) AND status <> 'doing'"


def naming(column: str, addresses: tuple[str, ...]) -> Q:
    """Rows whose text in `column` names one of the addresses; without addresses none does."""
    return reduce(or_, (Q(**{f"{column}__icontains": address}) for address in addresses), Q(pk__in=[]))


def like(addresses: tuple[str, ...]) -> list[str]:
    """Patterns for ILIKE ANY."""
    escaped = (address.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for address in addresses)
    return [f"%{address}%" for address in escaped]


def _count(person: Person) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_JOBS}", [like(person.addresses)])
        return {"jobs": cursor.fetchone()[0]}


@join("core", order=80, count=_count)
def erase_own(person: Person) -> Iterator[int]:
    """Strike the addresses out of what the program says about its own work."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE {_JOBS}", [like(person.addresses)])
            yield int(cursor.rowcount)
        for failure in Failure.objects.filter(naming("error", person.addresses)):
            failure.error = strike(failure.error, person.addresses)
            failure.save(update_fields=["error"])
            yield 1
        told = AuditEntry.objects.annotate(told=Cast("data", TextField()))
        for entry in told.filter(naming("told", person.addresses)):
            AuditEntry.objects.filter(pk=entry.pk).update(data=strike_all(entry.data, person.addresses))
            yield 1

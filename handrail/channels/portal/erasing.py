"""What the portal erases of a person: where they are signed in, links on their way, what they follow."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from handrail.channels.portal.models import RequestFollower, SignInLink, Visit
from handrail.core.erasing import Person, join


def _count(person: Person) -> dict[str, int]:
    return {}


@join("portal", order=40, count=_count)
def erase_visits(person: Person) -> Iterator[int]:
    """Sign them out everywhere. What they wrote lies with the conversations, and goes with those."""
    with transaction.atomic():
        SignInLink.objects.filter(address__in=person.addresses).delete()
        RequestFollower.objects.filter(customer__in=person.customers).delete()
        Visit.objects.filter(customer__in=person.customers).delete()
        Visit.objects.filter(address__in=person.addresses).delete()
    yield 0

"""How a customer comes to be signed in, stays so for a while, and is signed out.

Every secret here is 256 random bits of which the database keeps the SHA-256 alone: whoever reads the database
can open nothing with it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from handrail.channels.portal.models import Arrival, SignInLink, SpentToken, Visit
from handrail.core.statements import Statement
from handrail.customers.models import Address, AddressKind, Customer, Identity
from handrail.customers.verbs import find_customer, normalise_address, verify_address

LINK_LASTS = timedelta(minutes=20)
VISIT_LASTS = timedelta(days=30)  # at the longest
IDLE_AFTER = timedelta(days=7)
SEEN_EVERY = timedelta(hours=1)  # so that reading does not write
MOST_VISITS = 20  # of one customer; the oldest ends


def hash_of(token: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(address: str) -> str:
    """A new secret for the link that is mailed to this address; earlier ones stay good until they expire."""
    token = secrets.token_urlsafe(32)
    expires = timezone.now() + LINK_LASTS
    SignInLink.objects.create(
        address=normalise_address(address), token_hash=hash_of(token), expires_at=expires
    )
    return token


def is_good(token: str) -> bool:
    """Whether this link would still open; it stays unused."""
    return SignInLink.objects.filter(token_hash=hash_of(token), expires_at__gt=timezone.now()).exists()


@transaction.atomic
def open_link(token: str) -> str | None:
    """Use the link: the secret of a new visit, or None. What it proves is kept: the address is verified.

    The row goes with its use, so of two who come at once one finds nothing.
    """
    link = SignInLink.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if link is None:
        return None
    link.delete()
    customer = find_customer(link.address)
    if link.expires_at <= timezone.now() or customer is None or customer.erased_at is not None:
        return None
    verify_address(link.address, how="link")
    return begin_visit(customer, address=link.address)


def begin_visit(
    customer: Customer, *, address: str = "", product_id: str = "", product_kind: str = ""
) -> str:
    """Sign the customer in: the secret for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    Visit.objects.create(
        customer=customer,
        token_hash=hash_of(token),
        address=normalise_address(address),
        product_id=product_id,
        product_kind=product_kind,
        expires_at=timezone.now() + VISIT_LASTS,
    )
    newest = Visit.objects.filter(customer=customer).order_by("-pk").values("pk")[:MOST_VISITS]
    Visit.objects.filter(customer=customer).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    return token


def visit_of(token: str) -> Visit | None:
    """The visit of a browser's cookie, with its customer; None when it has ended, or never was."""
    found: list[Visit] = _LIVING.objects(hash_of(token), timezone.now()) if token else []
    if not found:
        return None
    visit, now = found[0], timezone.now()
    if visit.seen_at < now - IDLE_AFTER:
        return None
    if visit.seen_at < now - SEEN_EVERY:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
    return visit


def _living(key: str, now: object) -> QuerySet[Visit]:
    addresses = Address.objects.filter(
        customer=OuterRef("customer"), kind=AddressKind.EMAIL, normalised=OuterRef("address")
    )
    identities = Identity.objects.filter(
        customer=OuterRef("customer"), kind=OuterRef("product_kind"), external_id=OuterRef("product_id")
    )
    theirs = Q(Exists(addresses)) | Q(Exists(identities))
    known = Visit.objects.filter(theirs, token_hash=key, expires_at__gt=now)
    return known.filter(customer__erased_at=None, customer__merged_into=None).select_related("customer")


_LIVING = Statement(_living)


def end(visit: Visit) -> None:
    """Sign this browser out."""
    visit.delete()


@transaction.atomic
def end_everywhere(visit: Visit) -> None:
    """Sign the customer out of every browser; links that are under way open nothing any more."""
    mine = Address.objects.filter(customer=visit.customer_id).values("normalised")
    SignInLink.objects.filter(Q(address__in=mine) | Q(address=visit.address)).delete()
    Visit.objects.filter(customer=visit.customer_id).delete()


def forget_old() -> None:
    """Remove what has expired."""
    now = timezone.now()
    SignInLink.objects.filter(expires_at__lt=now).delete()
    SpentToken.objects.filter(expires_at__lt=now).delete()
    Arrival.objects.filter(expires_at__lt=now).delete()
    Visit.objects.filter(Q(expires_at__lt=now) | Q(seen_at__lt=now - IDLE_AFTER)).delete()

"""Signing in by a token that the product has signed (JWT, RFC 7519): for whom, for how long, and once.

The algorithm is ours to say, whatever the token's head claims (RFC 8725, 3.1); the secret is this
installation's own and signs nothing else (3.9, 3.12).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from handrail.channels import vouching
from handrail.channels.portal.models import Portal, SpentToken
from handrail.channels.portal.signing_in import begin_visit
from handrail.channels.vouching import (
    LEEWAY,
    NotVouched,
    Signed,
    Vouched,
    customer_of,
    kind_of,
    known_as,
)
from handrail.core.vault import SecretUnreadableError, unseal

LONGEST_LIFE = timedelta(minutes=15)


class TokenRefused(Exception):
    """The token opens nothing: not signed by this secret, expired, lasting too long, used, or of nobody."""


def enter(portal: Portal, token: str) -> str:
    """Sign in whom the product vouches for: the secret of a new visit. Raises TokenRefused."""
    vouched = read_token(portal, token)
    with transaction.atomic():
        _spend(token, vouched.expires_at)
        return welcome(vouched, kind_of(portal.realm, own="portal"))


@transaction.atomic
def welcome(vouched: Vouched, kind: str) -> str:
    """Sign in who is vouched for in a realm: the secret of a new visit. Raises TokenRefused."""
    if not vouched.email and known_as(vouched, kind) is None:
        raise TokenRefused
    customer = customer_of(vouched, kind)
    proven = customer.addresses.filter(verified_at__isnull=False)
    if customer.erased_at is not None or not proven.exists():
        raise TokenRefused  # nobody has shown that our answers would reach them and nobody else
    return begin_visit(customer, address=vouched.email, product_id=vouched.id, product_kind=kind)


def read_token(portal: Portal, token: str) -> Signed:
    """What was signed. Raises TokenRefused; nothing is spent."""
    try:
        return vouching.read_token(unseal(portal.secret_sealed), token, longest_life=LONGEST_LIFE)
    except (NotVouched, SecretUnreadableError):
        raise TokenRefused from None


def _spend(token: str, expires_at: datetime) -> None:
    """Once: by what was signed, since the signature itself can be written in more than one way."""
    signed = token.rpartition(".")[0]
    key = hashlib.sha256(signed.encode()).hexdigest()
    try:
        with transaction.atomic():
            SpentToken.objects.create(token_hash=key, expires_at=expires_at + timedelta(seconds=2 * LEEWAY))
    except IntegrityError:
        raise TokenRefused from None

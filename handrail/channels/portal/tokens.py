"""Signing in by a token that the product has signed (JWT, RFC 7519): for whom, for how long, and once.

The algorithm is ours to say, whatever the token's head claims (RFC 8725, 3.1); the secret is this
installation's own and signs nothing else (3.9, 3.12).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.db import IntegrityError, transaction
from django.utils import timezone

from handrail.channels.portal.models import Portal, SpentToken
from handrail.channels.portal.signing_in import PRODUCT, begin_visit
from handrail.core.vault import SecretUnreadableError, unseal
from handrail.customers.models import Customer, Identity
from handrail.customers.verbs import find_or_create, verify_address

LONGEST_LIFE = timedelta(minutes=15)
_LEEWAY = 60  # seconds by which two clocks may differ
_LONGEST_TOKEN, _LONGEST_ID = 4_000, 200


class TokenRefused(Exception):
    """The token opens nothing: not signed by this secret, expired, lasting too long, used, or of nobody."""


@dataclass(frozen=True)
class Vouched:
    """Whom the product vouches for; `email` only where it says that the address is verified."""

    id: str
    name: str
    email: str
    expires_at: datetime


def enter(portal: Portal, token: str) -> str:
    """Sign in whom the product vouches for: the secret of a new visit. Raises TokenRefused."""
    vouched = read_token(portal, token)
    with transaction.atomic():
        _spend(token, vouched.expires_at)
        customer = _customer_of(vouched)
        proven = customer.addresses.filter(verified_at__isnull=False)
        if customer.erased_at is not None or not proven.exists():
            raise TokenRefused  # nobody has shown that our answers would reach them and nobody else
        return begin_visit(customer, address=vouched.email, product_id=vouched.id)


def read_token(portal: Portal, token: str) -> Vouched:
    """What was signed. Raises TokenRefused; nothing is spent."""
    try:
        secret = unseal(portal.secret_sealed)
    except SecretUnreadableError:
        secret = ""
    if not secret or len(token) > _LONGEST_TOKEN:
        raise TokenRefused
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            leeway=_LEEWAY,
            options={"require": ["exp", "sub"], "verify_aud": False},
        )
    except jwt.InvalidTokenError:
        raise TokenRefused from None
    return _vouched(claims)


def _vouched(claims: dict[str, Any]) -> Vouched:
    known = claims["sub"]
    try:
        expires_at = datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (OverflowError, ValueError, TypeError, OSError):
        raise TokenRefused from None
    if expires_at > timezone.now() + LONGEST_LIFE + timedelta(seconds=_LEEWAY):
        raise TokenRefused
    if not isinstance(known, str) or not 0 < len(known) <= _LONGEST_ID or "\x00" in known:
        raise TokenRefused
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return Vouched(known, str(claims.get("name", ""))[:100], email[:254], expires_at)


def _spend(token: str, expires_at: datetime) -> None:
    """Once: by what was signed, since the signature itself can be written in more than one way."""
    signed = token.rpartition(".")[0]
    key = hashlib.sha256(signed.encode()).hexdigest()
    try:
        with transaction.atomic():
            SpentToken.objects.create(token_hash=key, expires_at=expires_at + timedelta(seconds=2 * _LEEWAY))
    except IntegrityError:
        raise TokenRefused from None


def _customer_of(vouched: Vouched) -> Customer:
    """Whom the product knows by this id: as known before, else by their verified address."""
    known = Identity.objects.select_related("customer").filter(kind=PRODUCT, external_id=vouched.id).first()
    if known is not None:
        return known.customer
    if not vouched.email:
        raise TokenRefused
    customer = find_or_create(vouched.email, vouched.name)
    verify_address(vouched.email, how="product")
    kept, _is_new = Identity.objects.get_or_create(
        kind=PRODUCT, external_id=vouched.id, defaults={"customer": customer}
    )
    return kept.customer

"""Who somebody is in the product, when it vouches for them with a secret that it has from us.

All secrets speak of one table of users: an id is the same person in every chat and in the portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.utils import timezone

from handrail.customers.models import Customer, Identity
from handrail.customers.verbs import find_or_create, verify_address

PRODUCT = "product"  # the kind of an identity that the product gave
LEEWAY = 60  # seconds by which two clocks may differ
_LONGEST_TOKEN, _LONGEST_ID = 4_000, 200


class NotVouched(Exception):
    """What was given is not signed by this secret, has ended or lasts too long, or names nobody."""


@dataclass(frozen=True)
class Vouched:
    """Whom the product vouches for; `email` only where it says that the address is verified."""

    id: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Signed(Vouched):
    """The same, by a token that ends."""

    expires_at: datetime


def read_token(secret: str, token: str, *, longest_life: timedelta) -> Signed:
    """Read a JWT (RFC 7519). The algorithm is ours to name, whatever its head says (RFC 8725, 3.1).

    Raises NotVouched.
    """
    if not secret or len(token) > _LONGEST_TOKEN:
        raise NotVouched
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            leeway=LEEWAY,
            options={"require": ["exp", "sub"], "verify_aud": False},
        )
        expires_at = datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (jwt.InvalidTokenError, OverflowError, ValueError, TypeError, OSError):
        raise NotVouched from None
    if expires_at > timezone.now() + longest_life + timedelta(seconds=LEEWAY):
        raise NotVouched
    return Signed(vouched_id(claims["sub"]), *_facts(claims), expires_at=expires_at)


def vouched_id(known: Any) -> str:
    """The id, if it can be one. Raises NotVouched."""
    if not isinstance(known, str) or not 0 < len(known) <= _LONGEST_ID or "\x00" in known:
        raise NotVouched
    return known


def _facts(claims: dict[str, Any]) -> tuple[str, str]:
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return str(claims.get("name", ""))[:100].replace("\x00", ""), email[:254].replace("\x00", "")


def known_as(vouched: Vouched) -> Customer | None:
    """The customer whom the product has named by this id before."""
    named = Identity.objects.select_related("customer").filter(kind=PRODUCT, external_id=vouched.id).first()
    return named.customer if named else None


def customer_of(vouched: Vouched) -> Customer:
    """The customer of this id: as known before, by their verified address, or new."""
    if known := known_as(vouched):
        return known
    customer = find_or_create(vouched.email, vouched.name)
    if vouched.email:
        verify_address(vouched.email, how="product")
    kept, _is_new = Identity.objects.get_or_create(
        kind=PRODUCT, external_id=vouched.id, defaults={"customer": customer}
    )
    return kept.customer

"""Who somebody is in the product, when it vouches for them with a secret that it has from us.

An id is one of a *realm*, which is a table of users. Each chat and the portal have their own, unless an admin
writes the same name of a realm at several of them: then they share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.customers.models import Customer, Identity
from handrail.customers.verbs import find_or_create, verify_address

# A name of a realm has no space, so nobody can write one that is some door's own.
REALM = RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", _("Use small letters, digits and hyphens: shop, lamp-app."))
LONGEST_REALM = 24
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
    return Signed(vouched_id(claims["sub"]), *facts_of(claims), expires_at=expires_at)


def vouched_id(known: Any) -> str:
    """The id, if it can be one. Raises NotVouched."""
    if not isinstance(known, str) or not 0 < len(known) <= _LONGEST_ID or "\x00" in known:
        raise NotVouched
    return known


def facts_of(claims: dict[str, Any]) -> tuple[str, str]:
    """Name and address in claims; the address only where it is said to be verified."""
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return str(claims.get("name", ""))[:100].replace("\x00", ""), email[:254].replace("\x00", "")


def kind_of(realm: str, *, own: str) -> str:
    """The kind of the identities of a realm; without a name it is the door's `own`: "portal", "chat 7"."""
    return f"product {realm}" if realm else f"product of {own}"


def known_as(vouched: Vouched, kind: str) -> Customer | None:
    """The customer whom a product of this realm has named by this id before."""
    named = Identity.objects.select_related("customer").filter(kind=kind, external_id=vouched.id).first()
    return named.customer if named else None


def customer_of(vouched: Vouched, kind: str) -> Customer:
    """The customer of this id in its realm: as known before, by their verified address, or new."""
    if known := known_as(vouched, kind):
        return known
    customer = find_or_create(vouched.email, vouched.name)
    if vouched.email:
        verify_address(vouched.email, how="product")
    kept, _is_new = Identity.objects.get_or_create(
        kind=kind, external_id=vouched.id, defaults={"customer": customer}
    )
    return kept.customer

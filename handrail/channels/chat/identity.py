"""Who a visitor is, when the product vouches for them with the widget's secret: a JWT, or an HMAC of an id.

Only what was signed counts. An address in an HMAC's company was not, so it is one that somebody typed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from django.db import transaction

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Widget
from handrail.channels.chat.refusals import Refused
from handrail.core.audit import audit
from handrail.core.vault import SecretUnreadableError, seal, unseal
from handrail.customers.models import Customer, Identity
from handrail.customers.verbs import find_or_create, verify_address

KIND = "product"  # of identities: the id that the product gave
LONGEST_LIFE = timedelta(days=1)
_LEEWAY = 60  # seconds by which two clocks may differ
_LONGEST_TOKEN, _LONGEST_ID = 4_000, 200


@dataclass(frozen=True)
class Vouched:
    """Whom the product vouches for; `email` only when it says that the address is verified."""

    id: str
    name: str = ""
    email: str = ""


def read_identity(widget: Widget, given: Any) -> Vouched | None:
    """Who was signed for; None when nothing was given. Raises Refused for what does not hold."""
    if given in (None, "", {}):
        return None
    try:
        secret = unseal(widget.secret)
    except SecretUnreadableError:
        raise Refused("identity") from None
    if not secret:
        raise Refused("identity")
    if isinstance(given, str):
        return _by_token(secret, given)
    if isinstance(given, dict):
        return _by_hash(secret, given)
    raise Refused("identity")


def _by_token(secret: str, token: str) -> Vouched:
    """RFC 7519; the algorithm is ours to name, whatever the token's head says (RFC 8725, 3.1)."""
    try:
        claims = jwt.decode(
            token[: _LONGEST_TOKEN + 1],
            secret,
            algorithms=["HS256"],
            leeway=_LEEWAY,
            options={"require": ["exp", "sub"], "verify_aud": False},
        )
    except jwt.InvalidTokenError:
        raise Refused("identity") from None
    if len(token) > _LONGEST_TOKEN or _lives_too_long(claims):
        raise Refused("identity")
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return _vouched(claims["sub"], str(claims.get("name", "")), email)


def _lives_too_long(claims: dict[str, Any]) -> bool:
    from django.utils import timezone

    return float(claims["exp"]) > (timezone.now() + LONGEST_LIFE).timestamp() + _LEEWAY


def _by_hash(secret: str, given: dict[str, Any]) -> Vouched:
    """RFC 2104 with SHA-256, over the id alone. Its key is another than a token's: an id that reads like the
    signed part of a token must not make one.
    """
    known, said = str(given.get("id", "")), str(given.get("hash", ""))
    right = hmac.new(f"hmac:{secret}".encode(), known.encode(), hashlib.sha256).hexdigest()
    if not known or not hmac.compare_digest(right.encode(), said.lower().encode()):
        raise Refused("identity")
    return _vouched(known)


def _vouched(known: Any, name: str = "", email: str = "") -> Vouched:
    if not isinstance(known, str) or not 0 < len(known) <= _LONGEST_ID or "\x00" in known:
        raise Refused("identity")
    return Vouched(known, name[:100].replace("\x00", ""), email[:254].replace("\x00", ""))


def customer_of(vouched: Vouched) -> Customer:
    """The customer whom the product knows by this id: as known before, by their verified address, or new."""
    found = Identity.objects.select_related("customer").filter(kind=KIND, external_id=vouched.id).first()
    if found is not None:
        return found.customer
    customer = find_or_create(vouched.email, vouched.name)
    if vouched.email:
        verify_address(vouched.email, how="product")
    known, _is_new = Identity.objects.get_or_create(
        kind=KIND, external_id=vouched.id, defaults={"customer": customer}
    )
    return known.customer


@transaction.atomic
def renew_secret(widget: Widget, *, by: Agent | None = None) -> str:
    """Give the widget a new secret, shown this once; what was signed with the old one holds no more."""
    secret = secrets.token_hex(32)
    widget.secret = seal(secret)
    widget.save(update_fields=["secret"])
    audit(by, "widget.secret", widget=widget.pk)
    return secret

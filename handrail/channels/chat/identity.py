"""Who a visitor is, when the product vouches for them with the widget's secret: a JWT, or an HMAC of an id.

Only what was signed counts. An address in an HMAC's company was not, so it is one that somebody typed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Widget
from handrail.channels.chat.refusals import Refused
from handrail.channels.vouching import NotVouched, Vouched, kind_of, read_token, vouched_id
from handrail.core.audit import audit
from handrail.core.vault import SecretUnreadableError, seal, unseal

LONGEST_LIFE = timedelta(days=1)


def realm_of(widget: Widget) -> str:
    """The kind of the identities that this widget's product gives."""
    return kind_of(widget.realm, own=f"chat {widget.pk}")


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
    try:
        return _by_token(secret, given) if isinstance(given, str) else _by_hash(secret, given)
    except NotVouched:
        raise Refused("identity") from None


def _by_token(secret: str, token: str) -> Vouched:
    return read_token(secret, token, longest_life=LONGEST_LIFE)


def _by_hash(secret: str, given: Any) -> Vouched:
    """RFC 2104 with SHA-256, over the id alone. Its key is another than a token's: an id that reads like the
    signed part of a token must not make one.
    """
    if not isinstance(given, dict):
        raise NotVouched
    known, said = str(given.get("id", "")), str(given.get("hash", ""))
    right = hmac.new(f"hmac:{secret}".encode(), known.encode(), hashlib.sha256).hexdigest()
    if not known or not hmac.compare_digest(right.encode(), said.lower().encode()):
        raise NotVouched
    return Vouched(vouched_id(known))


@transaction.atomic
def renew_secret(widget: Widget, *, by: Agent | None = None) -> str:
    """Give the widget a new secret, shown this once; what was signed with the old one holds no more."""
    secret = secrets.token_hex(32)
    widget.secret = seal(secret)
    widget.save(update_fields=["secret"])
    audit(by, "widget.secret", widget=widget.pk)
    return secret

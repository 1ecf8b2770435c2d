"""Which installation this is: a short mark, derived from its secret, by which it knows its own mails."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def installation_id() -> str:
    """The same on every machine that shares HANDRAIL_SECRET_KEY; tells nothing about the key."""
    return hmac.new(settings.SECRET_KEY.encode(), b"installation", hashlib.sha256).hexdigest()[:20]

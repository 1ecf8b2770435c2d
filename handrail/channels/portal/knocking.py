"""How often the same may be tried: counted in the database, so that every process knows of it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from handrail.channels.portal.models import Knock

LONGEST = timedelta(days=1)  # no limit looks further back


def may_try(what: str, who: str, *, most: int, within: timedelta) -> bool:
    """Count one try of `who`; False when there were `most` within that time already.

    Two at once come one behind the other. Of `who` (an address, an IP) only a keyed hash is kept.
    """
    now = timezone.now()
    key = _hidden(f"{what} {who}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if Knock.objects.filter(who=key, at__gt=now - within).count() >= most:
            return False
        Knock.objects.create(who=key, at=now)
    return True


def forget_old() -> None:
    """Forget what no limit looks at any more."""
    Knock.objects.filter(at__lt=timezone.now() - LONGEST).delete()


def _hidden(text: str) -> str:
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"portal knock {text}".encode(), hashlib.sha256).hexdigest()

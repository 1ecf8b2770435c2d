"""Django's sessions in the database; the session of each request is asked for by a kept statement."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from handrail.core.statements import Statement


class SessionStore(db.SessionStore):
    """See `django.contrib.sessions.backends.db`."""

    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = _LIVING.objects(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_LIVING = Statement(_living)

"""Background work: one queue in PostgreSQL (Procrastinate), with retries and visible failures."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy

from handrail.core.models import Failure

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)
HEARTBEAT_SECONDS = 5.0
STALLED_AFTER_SECONDS = 15.0


def note_failure(what: str, subject: str, error: BaseException) -> Failure:
    """Keep a failure where an admin sees it; the same work counts up its attempts."""
    text = f"{type(error).__name__}: {error}"[:2000]
    failure, created = Failure.objects.get_or_create(what=what, subject=subject, defaults={"error": text})
    if not created:
        failure.attempts += 1
        failure.error, failure.last_at, failure.resolved_at = text, timezone.now(), None
        failure.save()
    return failure


def note_success(what: str, subject: str) -> None:
    """The work went through after all: its failure is settled."""
    Failure.objects.filter(what=what, subject=subject, resolved_at=None).update(resolved_at=timezone.now())

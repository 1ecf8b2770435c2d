"""Let the worker ask what newly published passages mean: one job for all that wait."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

LOCK = "fill_meanings"


def ask_for_meanings() -> None:
    """Queue the job in the caller's transaction, unless it waits in the queue already."""
    from handrail.helpcenter.tasks import fill_meanings

    with suppress(AlreadyEnqueued), transaction.atomic():
        fill_meanings.configure(queueing_lock=LOCK).defer()

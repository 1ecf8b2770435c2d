"""Let the worker ask what newly published passages mean: one job for all that wait."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

LOCK = "fill_meanings"


def ask_for_meanings() -> None:
    """Queue the job in the caller's transaction.

    One that waits in the queue already may begin before this is committed, and see nothing of it: then it is
    asked for once more after the commit.
    """
    try:
        _defer()
    except AlreadyEnqueued:
        transaction.on_commit(_ask_again, robust=True)


def _ask_again() -> None:
    with suppress(AlreadyEnqueued):
        _defer()


def _defer() -> None:
    from handrail.helpcenter.tasks import fill_meanings

    with transaction.atomic():
        fill_meanings.configure(queueing_lock=LOCK).defer()

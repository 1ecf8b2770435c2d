"""What search knows of an article: kept in the transaction that publishes it."""

from __future__ import annotations

from handrail.helpcenter.models import Translation


def index(translation: Translation) -> None:
    """Make its published words findable, in the caller's transaction; their meaning follows by a job."""


def forget(translation: Translation) -> None:
    """Make it unfindable, in the caller's transaction."""

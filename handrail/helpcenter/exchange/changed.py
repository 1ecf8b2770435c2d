"""What people here did to an article that was brought from elsewhere, which no second import undoes."""

from __future__ import annotations

from handrail.helpcenter.models import Origin, State, Translation


def is_changed_here(translation: Translation) -> bool:
    """Whether somebody wrote its newest words here, or took it from readers: what comes is a draft then."""
    latest = translation.latest
    return translation.state == State.ARCHIVED or (latest is not None and latest.origin != Origin.IMPORT)

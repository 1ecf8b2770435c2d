"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta

from handrail.ui.words import reader_locale


@dataclass(frozen=True)
class Place:
    """A page on which it is mended: its name in `urls.py` or an anchor (#held), a label, a mailbox's key."""

    page: str
    label: str
    mailbox: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was seen, how to mend it, and where."""

    name: str
    is_well: bool
    says: str
    mend: str = ""
    key: str = ""  # the check's name in every language
    places: tuple[Place, ...] = ()


def none_of(name: str, count: int, says: str, otherwise: str, mend: str, place: Place) -> Finding:
    """All is well when there is nothing of it; `says` (with %(count)s) tells how much there is."""
    return Finding(name, not count, says % {"count": count} if count else otherwise, mend, places=(place,))


def lasting(seconds: float) -> str:
    """How long something lasts, in one unit with words: 7 minutes. Never less than nothing."""
    return format_timedelta(timedelta(seconds=max(0.0, seconds)), threshold=1, locale=reader_locale())

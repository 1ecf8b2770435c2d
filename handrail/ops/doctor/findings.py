"""What a check found."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from django.utils.translation import gettext as _

from handrail.ui.words import reader_locale


@dataclass(frozen=True)
class Place:
    """A page on which it is mended: its name in `urls.py` or an anchor (#held), a label, a mailbox's key."""

    page: str
    label: str
    mailbox: int | None = None


@dataclass(frozen=True)
class Told:
    """A part of what was seen, and the mailbox (its key) that it names, if one."""

    text: str
    mailbox: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was seen, how to mend it, and where.

    Who may know that something is wrong may not always know where: what names mailboxes is in parts (`told`).
    What is well may be worth a look all the same (`tone`): "risk" is a warning, of what may be meant as it
    is, and no alarm; "plain" is neither good nor bad.
    """

    name: str
    is_well: bool
    seen: str
    mend: str = ""
    key: str = ""  # the check's name in every language
    places: tuple[Place, ...] = ()
    told: tuple[Told, ...] = ()
    tone: Literal["fine", "plain", "risk"] = "fine"

    @property
    def kind(self) -> Literal["fine", "plain", "risk", "late"]:
        """How it is drawn: late is what is not well."""
        return self.tone if self.is_well else "late"

    @property
    def says(self) -> str:
        """What was seen, in words."""
        return "; ".join(filter(None, [self.seen, *(one.text for one in self.told)]))

    def seen_from(self, mailboxes: Container[int]) -> Finding:
        """The same for whoever sees these mailboxes (keys) alone: others are not named, nor led to."""
        places = tuple(at for at in self.places if at.mailbox is None or at.mailbox in mailboxes)
        told = tuple(one for one in self.told if one.mailbox is None or one.mailbox in mailboxes)
        if len(told) < len(self.told) and not self.is_well:
            told += (Told(_("something in mailboxes that you do not see")),)
        return replace(self, places=places, told=told)


def none_of(name: str, count: int, says: str, otherwise: str, mend: str, place: Place) -> Finding:
    """All is well when there is nothing of it; `says` (with %(count)s) tells how much there is."""
    return Finding(name, not count, says % {"count": count} if count else otherwise, mend, places=(place,))


def lasting(seconds: float) -> str:
    """How long something lasts, in one unit with words: 7 minutes. Never less than nothing."""
    return format_timedelta(timedelta(seconds=max(0.0, seconds)), threshold=1, locale=reader_locale())

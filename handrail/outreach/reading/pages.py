"""The support page of a site as one reader sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from handrail.core.remembered import remembered
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.rendering import Around, Rendered, render
from handrail.helpcenter.surroundings import surroundings
from handrail.outreach.models import SupportPage
from handrail.outreach.reading.hours import Desk, desks_of
from handrail.outreach.reading.letters import FoundLetter, letter_for, whole
from handrail.outreach.reading.plans import KeptPlan, Plan
from handrail.outreach.reading.ways import Way, by_wait, ways_to

_ID = re.compile(r'(<[a-z0-9]+\b[^<>]*?)\sid="[^"<>]*"')


@dataclass(frozen=True)
class Support:
    """What the page shows; `drawn` is the letter as HTML."""

    ways: list[Way]
    desks: list[Desk]
    letter: FoundLetter | None
    drawn: Rendered | None
    plan: Plan

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the team: of those who have hours, if anybody has."""
        desks = sorted(self.desks, key=lambda desk: not desk.week)
        return desks[0].zone if desks else ZoneInfo("UTC")

    @property
    def waits(self) -> list[tuple[str, list[Way]]]:
        """Each wait once, with the ways for which it holds."""
        return by_wait(self.ways)


def support_of(
    site: Site, language: str, reader: Reader, *, now: datetime | None = None, is_preview: bool = False
) -> Support:
    """The whole page for a reader of a language; a preview shows what is not published yet, too."""
    now = now or timezone.now()
    letter = letter_for(site, language, is_preview=is_preview)
    kept = KeptPlan.of(site, language, is_preview=is_preview)
    words = whole(letter, site) if letter else ""
    around = surroundings(site, None, language, [words, *kept.bodies], reader=reader)
    ways = ways_to(site, language, now)
    return Support(
        ways=ways,
        desks=desks_of([one.mailbox for one in ways], now),
        letter=letter,
        drawn=render(words, around) if letter else None,
        plan=kept.drawn(lambda body: _part(body, around)),
    )


def _part(body: str, around: Around) -> str:
    """Words that stand on a page beside others: without anchors, which would be there twice.

    Text and attributes of cleaned HTML hold no bare `<`: only a tag can look like one.
    """
    return _ID.sub(r"\1", render(body, around).html)


@remembered
def is_open(site: int) -> bool:
    """Whether readers find the page of a site, by its key; two seconds old at most."""
    return SupportPage.objects.filter(site=site, is_on=True).exists()

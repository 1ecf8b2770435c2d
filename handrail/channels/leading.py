"""Where forms and the portal lead on to: pages that anybody may read."""

from __future__ import annotations

from typing import NamedTuple

from handrail.helpcenter.contact import ways_from
from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.reading.languages import nearest
from handrail.helpcenter.reading.linking import root_of


class LeadsTo(NamedTuple):
    """The addresses of a site's home and of its page about support; empty where strangers find nothing."""

    home: str = ""
    support: str = ""


def leads_to(site: Site, language: str) -> LeadsTo:
    """Those of a site, in its language that is nearest; one statement, and what is remembered of ways."""
    support = support_of(site, language)
    if not site.is_on or not Translation.objects.readable_by(STRANGER).filter(site=site).exists():
        return LeadsTo(support=support)
    return LeadsTo(_start(site, language), support)


def support_of(site: Site, language: str) -> str:
    """Where it is told how support is reached and how long it takes; empty where that is not told."""
    found = ways_from(site).support if site.is_on else ""
    return f"{_start(site, language)}{found}" if found else ""


def _start(site: Site, language: str) -> str:
    nearest_one = nearest(language, site.languages) or site.fallback
    return f"{root_of(site) if site.host else ''}/help/{nearest_one}/"

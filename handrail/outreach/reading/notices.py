"""The notice that holds now, for whoever is about to write."""

from __future__ import annotations

from handrail.core.remembered import remembered
from handrail.helpcenter.models import Site
from handrail.outreach.models import Notice
from handrail.outreach.reading.texts import told_in


@remembered
def _words_on(site: int) -> dict[str, str]:
    found = Notice.objects.current().filter(site=site).values_list("words", flat=True).first()
    return found or {}


def notice_said(site: Site, language: str) -> str:
    """What stands above everything now, in the nearest language there is; two seconds old at most."""
    words = _words_on(site.pk)
    told = told_in(words, language, site.fallback)
    return words[told.language] if told else ""

"""The letter that a reader sees: which language, as which version, drawn as an article is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from handrail.helpcenter.models import Site
from handrail.helpcenter.reading.languages import around
from handrail.outreach.models import LetterText, LetterVersion
from handrail.outreach.reading.texts import told_in


@dataclass(frozen=True)
class FoundLetter:
    """A letter to show; `newer` is the one in the site's first language where that was changed afterwards."""

    letter: LetterText
    version: LetterVersion
    is_fallback: bool
    newer: LetterText | None = None


def letter_for(site: Site, language: str, *, is_preview: bool = False) -> FoundLetter | None:
    """The letter for a reader of a language, in one statement; in a preview the newest versions."""
    name = "latest" if is_preview else "published"
    found = LetterText.objects.filter(site=site, **{f"{name}__isnull": False}).select_related(name)
    letters = {one.language: one for one in found.order_by("pk")}
    told = told_in(letters, language, site.fallback)
    if told is None:
        return None
    letter = letters[told.language]
    version: LetterVersion = getattr(letter, name)
    return FoundLetter(letter, version, not told.is_own, _newer(letter, letters.get(site.fallback)))


def _newer(letter: LetterText, first: LetterText | None) -> LetterText | None:
    if first is None or first.pk == letter.pk or not (first.published_at and letter.published_at):
        return None
    return first if first.published_at > letter.published_at else None


def whole(found: FoundLetter, site: Site) -> str:
    """The letter as one text (Markdown), its parts under headings in its own language."""
    version = found.version
    with translation.override(around(found.letter.language, site)):
        parts = [version.opening]
        parts += [f"## {_('What goes well')} {{#well}}\n\n{version.well}"] if version.well else []
        parts += [f"## {_('What does not')} {{#badly}}\n\n{version.badly}"] if version.badly else []
    return "\n\n".join(filter(None, parts))

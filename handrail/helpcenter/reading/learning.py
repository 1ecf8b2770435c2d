"""Paths and guides among what was searched for: they have no words of their own to search, but a title."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.helpcenter.guides.reading import Listed, guides_of
from handrail.helpcenter.models import Site
from handrail.helpcenter.paths.reading import ShownPath, paths_of
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search.folding import fold, tidy

_SHORTEST = 3  # letters of a word that matters


@dataclass(frozen=True)
class Lessons:
    """What somebody may follow step by step."""

    paths: list[ShownPath] = field(default_factory=list)
    guides: list[Listed] = field(default_factory=list)


def lessons_of(site: Site, reader: Reader, language: str, words: str = "") -> Lessons:
    """Every path and guide that this reader may follow; with `words`, those whose title has all of them."""
    found = Lessons(paths_of(site, reader, language), guides_of(site, reader, language))
    if not words:
        return found
    asked = [fold(word) for word in tidy(words).split() if len(word) >= _SHORTEST]
    return Lessons(
        [one for one in found.paths if _names(one.title, asked)],
        [one for one in found.guides if _names(one.title, asked)],
    )


def _names(title: str, asked: list[str]) -> bool:
    told = fold(tidy(title))
    return bool(asked) and all(word in told for word in asked)

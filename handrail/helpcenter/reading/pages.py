"""One article as a page: its words, where it stands, in which other languages it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Case, F, Value, When

from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.languages import own_name
from handrail.helpcenter.reading.shelves import MOST_IN_A_LIST, readable, told_in
from handrail.helpcenter.translating import Standing, standings_of

MOST_BESIDE = 6


@dataclass(frozen=True)
class Tongue:
    """A language in which an article can be read; `is_older`: it misleads until somebody mends it."""

    code: str
    name: str
    path: str
    is_here: bool
    is_older: bool


def found_at(site: Site, reader: Reader, language: str, slug: str) -> Translation | None:
    """The article with this address in this language, else the one that has it in another.

    The caller compares languages: what was found may say the same in the language that was asked for.
    """
    rank = Case(
        When(language=language, then=Value(0)),
        When(language=F("article__source_language"), then=Value(1)),
        default=Value(2),
    )
    found = readable(site, reader).filter(slug=slug).annotate(rank=rank).order_by("rank", "pk")
    return found.select_related("article", "published", "site").first()


def path_in(language: str, translation: Translation) -> str:
    """Where a reader of `language` reads this: under their own language, whatever it is written in."""
    return f"/help/{language}/{quote(translation.slug)}/"


def siblings_of(translation: Translation, reader: Reader) -> list[Translation]:
    """The same article in every language in which this reader may read it."""
    found = readable(translation.site, reader).filter(article=translation.article_id)
    return list(found.select_related("published").defer("published__body").order_by("language"))


def tongues_of(siblings: list[Translation], shown: Translation, older: set[int]) -> list[Tongue]:
    """The languages of an article by the names they give themselves; the source stands first."""
    source = shown.article.source_language
    ordered = sorted(siblings, key=lambda one: (one.language != source, own_name(one.language).casefold()))
    return [
        Tongue(
            one.language,
            own_name(one.language),
            path_in(one.language, one),
            is_here=one.pk == shown.pk,
            is_older=one.pk in older,
        )
        for one in ordered
    ]


def misleading(siblings: list[Translation]) -> set[int]:
    """Those that say what a major change of their source made untrue. One statement."""
    found = standings_of(siblings) if len(siblings) > 1 else {}
    return {pk for pk, standing in found.items() if standing == Standing.MAJORLY_OUTDATED}


def beside(translation: Translation, reader: Reader, language: str) -> list[Translation]:
    """Other articles of the same category, those that follow first."""
    if translation.article.category_id is None:
        return []
    same = readable(translation.site, reader).filter(article__category=translation.article.category_id)
    rows = list(told_in(same, language).order_by("article__position", "article_id")[:MOST_IN_A_LIST])
    at = next((index for index, one in enumerate(rows) if one.article_id == translation.article_id), 0)
    return [*rows[at + 1 :], *rows[:at]][:MOST_BESIDE]

"""Ask the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from handrail.core.statements import Statement, padded
from handrail.helpcenter.meaning.asking import meaning_of
from handrail.helpcenter.models import Passage, Site, Translation
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.excerpts import excerpt
from handrail.helpcenter.search.joining import Best, by_article, by_phrase, joined
from handrail.helpcenter.search.meanings import NEAR, meaning_alike
from handrail.helpcenter.search.phrases.likeness import likenesses
from handrail.helpcenter.search.phrases.matching import Phrased, phrases_alike
from handrail.helpcenter.search.question import understood
from handrail.helpcenter.search.ranking import having_words
from handrail.helpcenter.search.readable import Readable, for_one
from handrail.helpcenter.search.spelling import ALIKE
from handrail.helpcenter.search.vocabularies import scales
from handrail.helpcenter.search.wording import MOST_CHARACTERS

M = TypeVar("M", bound=Model)
_LOOKED_AT = 80  # passages with words of the question whose meaning is compared with it
_CLOSELY = {
    "pg_trgm.similarity_threshold": str(ALIKE),
    "hnsw.ef_search": str(NEAR),  # Malkov and Yashunin (2016)
    "hnsw.iterative_scan": "relaxed_order",
}


@dataclass(frozen=True)
class Hit:
    """An article that may answer: `passage` is the text that fits best, `anchor` the heading above it.

    `score` is between 0 and 1: how sure the search is that there is an answer, comparable between questions;
    `likely` how likely this very article gives it, beside all others that were found.
    """

    translation: Translation
    title: str
    language: str
    score: float
    likely: float
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
    is_typing: bool = False,
    by_meaning: bool = True,
) -> list[Hit]:
    """The best articles for a question in `language`, best first, at most one hit for each article.

    An article in the asker's language stands before the same one in another; `language` "" is any.
    `languages` narrows what is found (None: all). Only what `reader` may read is ever looked at. `is_typing`
    takes the last word for a beginning; without `by_meaning` words alone decide. Thirteen statements at most.
    """
    vector = meaning_of(words[:MOST_CHARACTERS]) if by_meaning else None
    found = looked_up(
        words,
        reader=reader,
        language=language,
        site=site,
        languages=languages,
        is_typing=is_typing,
        vector=vector,
    )
    alike = likenesses(found.phrased, terms_of(words, found, language))
    phrased = by_phrase(alike, with_meaning=vector is not None)
    return _hits(by_article([*found.passages, *phrased], language, limit), words)


@dataclass(frozen=True)
class LookedUp:
    """All that may answer a question: passages, and articles by the phrases that people ask for them."""

    passages: list[Best]
    phrased: list[Phrased]


def looked_up(
    words: str,
    *,
    reader: Reader,
    language: str,
    vector: str | None,
    site: Site | None = None,
    languages: Sequence[str] | None = None,
    is_typing: bool = False,
) -> LookedUp:
    """What `search` makes its list of; `vector` is what the question means, None where that is not known."""
    ask = _for_strangers if reader == STRANGER else partial(_for, reader)
    readable = ask(site.pk if site else None, None if languages is None else tuple(languages))
    with transaction.atomic():
        _look_closely()
        among = scales(readable)
        question = understood(words, language, among, is_typing=is_typing)
        having = having_words(question.asked, readable)
        looked_at = [one.passage for one in having[:_LOOKED_AT]]
        near = meaning_alike(vector, readable, looked_at) if vector else {}
        spoken = sorted({language, *(one.language for one in among)} - {""})
        phrased = phrases_alike(words, vector=vector, readable=readable, languages=spoken)
    return LookedUp(joined(having, near, question.most, language), phrased)


def _for(reader: Reader, site: int | None, languages: tuple[str, ...] | None) -> Readable:
    readable = Translation.objects.readable_by(reader)
    readable = readable.filter(site=site) if site else readable
    return for_one(readable.filter(language__in=languages) if languages is not None else readable)


@lru_cache(maxsize=100)
def _for_strangers(site: int | None, languages: tuple[str, ...] | None) -> Readable:
    """What anybody may read, who asks most: written once."""
    return _for(STRANGER, site, languages)


def terms_of(words: str, found: LookedUp, language: str) -> set[str]:
    """The words of a question, cut in its own language and in those of the phrases that were found."""
    languages = {one.language for one in found.phrased} or {language}
    return {token.term for one in languages for token in tokens(words, one)}


def _look_closely() -> None:
    """How far the database looks for what is alike, until the transaction ends."""
    with connection.cursor() as cursor:
        values = [list(_CLOSELY), list(_CLOSELY.values())]
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) how (name, value)",
            values,
        )


def _hits(best: Sequence[Best], words: str) -> list[Hit]:
    known = _by_key(_SHOWN.objects(padded([one.translation for one in best])))
    passages = _by_key(_PASSAGES.objects(padded([one.passage for one in best if one.passage])))
    first: list[Passage] = _FIRST.objects(padded([one.translation for one in best if not one.passage]))
    begins = {one.translation_id: one for one in first}
    return [
        Hit(
            translation,
            translation.published.title,
            translation.language,
            one.sure,
            one.likely,
            excerpt(passage.text, words, translation.language) or translation.published.summary,
            passage.heading,
            passage.anchor,
        )
        for one in best
        if (translation := known.get(one.translation))
        and (passage := passages.get(one.passage) or begins.get(one.translation))
        if translation.published is not None  # archived while we looked
    ]


def _shown(keys: list[int]) -> QuerySet[Translation]:
    found = Translation.objects.select_related("published", "article", "site").defer("published__body")
    return found.filter(pk__in=keys)


_SHOWN = Statement(_shown)
_PASSAGES = Statement(lambda keys: Passage.objects.filter(pk__in=keys))
_FIRST = Statement(lambda translations: Passage.objects.filter(translation__in=translations, ordinal=0))


def _by_key(found: Iterable[M]) -> dict[int, M]:
    return {one.pk: one for one in found}

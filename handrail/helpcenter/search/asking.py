"""Ask the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from handrail.helpcenter.meaning.asking import meaning_of
from handrail.helpcenter.models import Passage, Site, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.excerpts import excerpt
from handrail.helpcenter.search.joining import Best, by_article, by_phrase, joined
from handrail.helpcenter.search.meanings import NEAR, meaning_alike
from handrail.helpcenter.search.phrases.likeness import likenesses
from handrail.helpcenter.search.phrases.matching import Phrased, phrases_alike
from handrail.helpcenter.search.question import understood
from handrail.helpcenter.search.ranking import having_words
from handrail.helpcenter.search.readable import for_one
from handrail.helpcenter.search.spelling import ALIKE
from handrail.helpcenter.search.vocabularies import scales
from handrail.helpcenter.search.wording import MOST_CHARACTERS

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
    found = looked_up(
        words,
        reader=reader,
        language=language,
        site=site,
        languages=languages,
        is_typing=is_typing,
        vector=meaning_of(words[:MOST_CHARACTERS]) if by_meaning else None,
    )
    phrased = by_phrase(likenesses(found.phrased, terms_of(words, found, language)))
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
    readable = Translation.objects.readable_by(reader)
    readable = readable.filter(site=site) if site else readable
    readable = readable.filter(language__in=languages) if languages is not None else readable
    one = for_one(readable)
    with transaction.atomic():
        _look_closely()
        among = scales(one)
        question = understood(words, language, among, is_typing=is_typing)
        having = having_words(question.asked, one)
        near = meaning_alike(vector, one, [best.passage for best in having[:_LOOKED_AT]]) if vector else {}
        spoken = sorted({language, *(scale.language for scale in among)} - {""})
        phrased = phrases_alike(words, vector=vector, readable=one, languages=spoken)
    return LookedUp(joined(having, near, question.most, language), phrased)


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
    found = Translation.objects.select_related("published", "article", "site").defer("published__body")
    known = found.in_bulk([one.translation for one in best])
    passages = Passage.objects.in_bulk([one.passage for one in best])
    phrased = [one.translation for one in best if not one.passage]
    first = Passage.objects.filter(translation__in=phrased, ordinal=0) if phrased else []
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

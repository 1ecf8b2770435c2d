"""Ask the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from handrail.helpcenter.meaning.asking import meaning_of
from handrail.helpcenter.models import Passage, Site, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search.excerpts import excerpt
from handrail.helpcenter.search.joining import Best, by_article, joined
from handrail.helpcenter.search.meanings import NEAR, meaning_alike
from handrail.helpcenter.search.question import understood
from handrail.helpcenter.search.ranking import having_words
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
    takes the last word for a beginning; without `by_meaning` words alone decide. A dozen statements at most.
    """
    readable = Translation.objects.readable_by(reader)
    readable = readable.filter(site=site) if site else readable
    readable = readable.filter(language__in=languages) if languages is not None else readable
    vector = meaning_of(words[:MOST_CHARACTERS]) if by_meaning else None
    with transaction.atomic():
        _look_closely()
        question = understood(words, language, scales(readable), is_typing=is_typing)
        having = having_words(question.asked, readable)
        near = meaning_alike(vector, readable, [one.passage for one in having[:_LOOKED_AT]]) if vector else {}
    best = by_article(joined(having, near, question.most, language), language)
    return _hits(best[:limit], words)


def _look_closely() -> None:
    """How far the database looks for what is alike, until the transaction ends."""
    with connection.cursor() as cursor:
        values = [list(_CLOSELY), list(_CLOSELY.values())]
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) how (name, value)",
            values,
        )


def _hits(best: Sequence[Best], words: str) -> list[Hit]:
    found = Translation.objects.select_related("published", "article", "site")
    known = found.in_bulk([one.translation for one in best])
    passages = Passage.objects.in_bulk([one.passage for one in best])
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
        if (translation := known.get(one.translation)) and (passage := passages.get(one.passage))
        if translation.published is not None  # archived while we looked
    ]

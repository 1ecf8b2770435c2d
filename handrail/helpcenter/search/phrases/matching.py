"""Which articles are asked for by phrases like a question, among those that the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.core.statements import prepared_cursor
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.readable import Readable

_NEAREST = 60  # phrases that are looked for
_TRANSLATIONS = 10  # whose phrases are then all looked at
_BY_WORDS = 2000  # phrases with a word of the question that are looked at, where its meaning is not known
_READ = "EXISTS (READABLE OFFSET 0)"
_BY_MEANING = f"""
    SELECT by_score.id, by_score.translation_id, -(by_score.vector <#> %(vector)s::halfvec) AS alike
    FROM helpcenter_askedas by_score WHERE by_score.vector IS NOT NULL AND {_READ}
    ORDER BY by_score.vector <#> %(vector)s::halfvec LIMIT {_NEAREST}
"""  # noqa: S608
_HAVING_WORDS = f"""
    SELECT worded.id, worded.translation_id, 2.0 * cardinality(ARRAY(
        SELECT unnest(worded.terms) INTERSECT SELECT unnest(%(terms)s::varchar[])
    )) / (cardinality(worded.terms) + cardinality(%(terms)s::varchar[])) AS alike
    FROM (
        SELECT by_score.* FROM helpcenter_askedas by_score
        WHERE by_score.terms && %(terms)s::varchar[] AND {_READ} LIMIT {_BY_WORDS}
    ) worded ORDER BY alike DESC, worded.id LIMIT {_NEAREST}
"""  # noqa: S608
_ALIKE = f"""
    WITH nearest AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY alike DESC, id) AS rank FROM (NEAREST) found
    ), chosen AS (
        SELECT translation_id FROM nearest
        GROUP BY translation_id ORDER BY max(alike) DESC LIMIT {_TRANSLATIONS}
    )
    SELECT translation.id, translation.article_id, translation.language, phrase.terms,
        -(phrase.vector <#> %(vector)s::halfvec), nearest.rank, figures.tightness, figures.coherence,
        figures.intercept - (figures.classifier <#> %(vector)s::halfvec)
    FROM chosen JOIN helpcenter_translation translation ON translation.id = chosen.translation_id
    JOIN helpcenter_askedas phrase ON phrase.translation_id = translation.id
    LEFT JOIN nearest ON nearest.id = phrase.id
    LEFT JOIN helpcenter_askedasfigures figures ON figures.translation_id = translation.id
    ORDER BY translation.id, phrase.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase beside a question: its terms, how near its meaning is (None: not known), its rank from 1."""

    terms: frozenset[str]
    nearness: float | None
    rank: int | None


@dataclass(frozen=True)
class Phrased:
    """An article in a language, with all the phrases by which people ask for it there.

    `tightness` is how near a phrase is to the nearest other one of them, `coherence` how near they are to
    their middle, both on the mean (see `AskedAsFigures`). `logit` is what its classifier says of the question
    (None: not known).
    """

    translation: int
    article: int
    language: str
    phrases: Sequence[Phrase]
    tightness: float
    coherence: float
    logit: float | None = None


def phrases_alike(
    words: str, *, vector: str | None, readable: Readable, languages: Sequence[str]
) -> list[Phrased]:
    """The articles with the phrases nearest to a question, by meaning or else by words; one statement.

    `languages` are those that its words may be cut in. How closely the index of meanings is looked at is what
    the caller's transaction says (search does).
    """
    terms = sorted({token.term for language in languages for token in tokens(words, language)})
    if vector is None and not terms:
        return []
    asked = _ALIKE.replace("NEAREST", _BY_MEANING if vector else _HAVING_WORDS)
    with prepared_cursor() as cursor:
        cursor.execute(readable.inside(asked), readable.values | {"vector": vector, "terms": terms})
        return _together(cursor.fetchall())


_Row = tuple[int, int, str, list[str], float | None, int | None, float | None, float | None, float | None]


def _together(rows: Sequence[_Row]) -> list[Phrased]:
    found: dict[int, Phrased] = {}
    phrases: dict[int, list[Phrase]] = {}
    for translation, article, language, terms, nearness, rank, tightness, coherence, logit in rows:
        said = phrases.setdefault(translation, [])
        said.append(Phrase(frozenset(terms), nearness, rank))
        if translation not in found:
            found[translation] = Phrased(
                translation, article, language, said, tightness or 0.0, coherence or 0.0, logit
            )
    return list(found.values())

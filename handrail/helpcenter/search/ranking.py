"""Which passages have the words of a question, by BM25, among those that the reader may see.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Words that
stand nearly everywhere choose nobody, they only add to the score of who was chosen: so the work is bounded
however many articles there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.statements import prepared_cursor
from handrail.helpcenter.search.question import Asked
from handrail.helpcenter.search.readable import Readable

CANDIDATES = 120  # passages that are looked at closely
_MOST_POSTINGS = 5_000  # that the words which choose may have together
_K1, _B = 1.2, 0.75
_TIMES = "{t}.counts * p.weight * {k1_1} / (p.weight + {k1} * ({rest} + {b} * p.length / {t}.average))"


def _times(table: str) -> str:
    return _TIMES.format(t=table, k1=_K1, k1_1=_K1 + 1, rest=1 - _B, b=_B)


_CHOOSE = f"""
    WITH choosing AS (
        SELECT * FROM unnest(%(terms)s::bigint[], %(counts)s::float8[], %(averages)s::float8[])
            asked (term, counts, average)
    ), common AS (
        SELECT * FROM unnest(
            %(common_terms)s::bigint[], %(common_counts)s::float8[], %(common_averages)s::float8[]
        ) asked (term, counts, average)
    ), matching AS MATERIALIZED (
        SELECT p.passage_id, sum({_times("choosing")}) AS score
        FROM choosing JOIN helpcenter_posting p ON p.term_id = choosing.term GROUP BY p.passage_id
    ), chosen AS MATERIALIZED (
        SELECT * FROM (SELECT * FROM matching ORDER BY score DESC, passage_id) best
        WHERE EXISTS (
            SELECT FROM helpcenter_passage by_score
            WHERE by_score.id = best.passage_id AND EXISTS (READABLE OFFSET 0) OFFSET 0
        ) LIMIT {CANDIDATES}
    )
    SELECT chosen.passage_id, translation.id, translation.article_id, translation.language,
        chosen.score + coalesce((
        SELECT sum({_times("common")}) FROM helpcenter_posting p JOIN common ON common.term = p.term_id
        WHERE p.passage_id = chosen.passage_id AND p.term_id = ANY(%(common_terms)s::bigint[])
    ), 0) AS score
    FROM chosen JOIN helpcenter_passage passage ON passage.id = chosen.passage_id
    JOIN helpcenter_translation translation ON translation.id = passage.translation_id
    ORDER BY score DESC, chosen.passage_id
"""  # noqa: S608


@dataclass(frozen=True)
class Scored:
    """A passage that has words of the question."""

    passage: int
    translation: int
    article: int
    language: str
    score: float


def having_words(asked: Sequence[Asked], readable: Readable) -> list[Scored]:
    """The best CANDIDATES passages of readable articles, best first; one statement."""
    if not asked:
        return []
    choosing, common = _by_rarity(asked)
    columns = _columns("", choosing) | _columns("common_", common)
    with prepared_cursor() as cursor:
        cursor.execute(readable.inside(_CHOOSE), readable.values | columns)
        return [Scored(*row) for row in cursor.fetchall()]


def _by_rarity(asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    choosing: list[Asked] = []
    common: list[Asked] = []
    postings = 0
    for one in sorted(asked, key=lambda one: one.term.passages):
        postings += one.term.passages
        (common if choosing and postings > _MOST_POSTINGS else choosing).append(one)
    return choosing, common


def _columns(prefix: str, asked: Sequence[Asked]) -> dict[str, Any]:
    rows = [(key, one) for one in asked for key in one.term.keys]
    return {
        f"{prefix}terms": [key for key, _ in rows],
        f"{prefix}counts": [one.counts for _, one in rows],
        f"{prefix}averages": [one.average for _, one in rows],
    }

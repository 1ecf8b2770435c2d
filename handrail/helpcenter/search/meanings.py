"""Which passages mean what a question means, among those that the reader may see (pgvector)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from handrail.helpcenter.search.readable import Readable

NEAR = 160  # vectors that are looked at closely: some forty passages; the database's `hnsw.ef_search`
_WHOLE = 0.4  # what the meaning of a whole passage counts beside that of its nearest sentence
_ASK = f"""
    WITH near AS MATERIALIZED (
        SELECT kept.passage_id FROM helpcenter_meaning kept
        JOIN helpcenter_passage by_score ON by_score.id = kept.passage_id
        WHERE EXISTS (READABLE OFFSET 0)
        ORDER BY kept.vector <#> %(vector)s::halfvec LIMIT {NEAR}
    ), looked_at AS (
        SELECT passage_id FROM near UNION SELECT unnest(%(passages)s::bigint[])
    )
    SELECT kept.passage_id, translation.id, translation.article_id, translation.language,
        max(-(kept.vector <#> %(vector)s::halfvec)),
        max(-(kept.vector <#> %(vector)s::halfvec)) FILTER (WHERE kept.ordinal = 0)
    FROM looked_at JOIN helpcenter_meaning kept ON kept.passage_id = looked_at.passage_id
    JOIN helpcenter_passage passage ON passage.id = kept.passage_id
    JOIN helpcenter_translation translation ON translation.id = passage.translation_id
    GROUP BY kept.passage_id, translation.id
"""  # noqa: S608


@dataclass(frozen=True)
class Near:
    """A passage and how near its meaning is to the question's: 1 is the same, 0 is nothing in common."""

    passage: int
    translation: int
    article: int
    language: str
    nearness: float


def meaning_alike(vector: str, readable: Readable, passages: Sequence[int]) -> dict[int, Near]:
    """The passages with the nearest meanings, and how near these `passages` (readable ones) are."""
    with connection.cursor() as cursor:
        asked = {"vector": vector, "passages": list(passages)}
        cursor.execute(readable.inside(_ASK), readable.values | asked)
        return {
            passage: Near(
                passage, translation, article, language, (best + _WHOLE * (whole or 0)) / (1 + _WHOLE)
            )
            for passage, translation, article, language, best, whole in cursor.fetchall()
        }

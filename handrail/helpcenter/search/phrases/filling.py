"""The meanings of phrases: asked for soon after they are said, kept in their rows; then what they teach."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from handrail.helpcenter.meaning.asking import meanings
from handrail.helpcenter.models import AskedAs, AskedAsFigures
from handrail.helpcenter.search.phrases.learning import learn_again

PORTION = 64  # phrases
_KEEP = """
    UPDATE helpcenter_askedas SET vector = new.vector::halfvec
    FROM unnest(%(keys)s::bigint[], %(vectors)s::text[]) new (key, vector) WHERE id = new.key
"""
_ALONE: dict[str, Any] = {
    "tightness": 0.62,
    "coherence": 0.68,
}  # about what a second phrase would have, on public questions
# How near phrases are to their middle, if there were many: the square root of how near two of them are.
_RECKON = """
    INSERT INTO helpcenter_askedasfigures (translation_id, tightness, coherence, intercept, is_learned)
    SELECT translation_id, coalesce(avg(nearest), %(tightness)s),
        coalesce(sqrt(greatest(0.04, avg(near))), %(coherence)s), 0, false
    FROM (
        SELECT one.translation_id, one.id, max(-(one.vector <#> other.vector)) AS nearest,
            avg(-(one.vector <#> other.vector)) AS near
        FROM helpcenter_askedas one
        LEFT JOIN helpcenter_askedas other ON other.translation_id = one.translation_id
            AND other.id <> one.id AND other.vector IS NOT NULL
        WHERE one.translation_id = ANY(%(translations)s) AND one.vector IS NOT NULL
        GROUP BY one.translation_id, one.id
    ) phrase GROUP BY translation_id
    ON CONFLICT (translation_id)
    DO UPDATE SET tightness = excluded.tightness, coherence = excluded.coherence
"""


def phrases_waiting() -> int:
    """How many phrases have no meaning yet."""
    return AskedAs.objects.filter(vector=None).count()


@transaction.atomic
def fill_phrases() -> int:
    """The next few; what another process works at is left to it. Raises MeaningUnknownError."""
    phrases = list(
        AskedAs.objects.filter(vector=None).select_for_update(skip_locked=True).order_by("pk")[:PORTION]
    )
    if not phrases:
        return 0
    columns: dict[str, Any] = {
        "keys": [one.pk for one in phrases],
        "vectors": meanings([one.words for one in phrases]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, columns)
    reckon({one.translation_id for one in phrases})
    return len(phrases)


def reckon(translations: Collection[int]) -> None:
    """How alike the phrases of these translations are now; what they teach is learned again."""
    AskedAsFigures.objects.filter(translation__in=translations, translation__asked_as=None).delete()
    with connection.cursor() as cursor:
        cursor.execute(_RECKON, _ALONE | {"translations": list(translations)})
    for one in sorted(translations):
        learn_again(one)

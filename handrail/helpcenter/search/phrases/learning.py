"""What each article's phrases teach: learned by a job where phrases or articles changed, kept beside them."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from handrail.helpcenter.meaning.asking import learned
from handrail.helpcenter.models import AskedAsFigures, Visibility

PORTION = 8  # articles
AROUND = 300  # phrases of other articles that are learned from
_CLOSELY = f"""
    SELECT set_config('hnsw.ef_search', '{AROUND}', true),
        set_config('hnsw.iterative_scan', 'relaxed_order', true)
"""
_MIDDLE = "(SELECT avg(vector) FROM helpcenter_askedas WHERE translation_id = %(translation)s)"
_OWN = """
    SELECT vector::text FROM helpcenter_askedas
    WHERE translation_id = %(translation)s AND vector IS NOT NULL
"""
# What whoever reads this translation reads as well: what is for the same readers, or for everybody.
_OTHERS = f"""
    WITH ours AS (
        SELECT vocabulary.* FROM helpcenter_passage passage
        JOIN helpcenter_vocabulary vocabulary ON vocabulary.id = passage.vocabulary_id
        WHERE passage.translation_id = %(translation)s LIMIT 1
    ), read AS (
        SELECT other.id FROM ours JOIN helpcenter_vocabulary other
            ON other.site_id = ours.site_id AND other.language = ours.language
            AND other.readers IN (ours.readers, %(everybody)s)
    )
    SELECT phrase.vector::text FROM helpcenter_askedas phrase
    WHERE phrase.vector IS NOT NULL AND phrase.translation_id <> %(translation)s AND EXISTS (
        SELECT FROM helpcenter_passage passage
        WHERE passage.translation_id = phrase.translation_id
            AND passage.vocabulary_id IN (SELECT id FROM read)
    ) ORDER BY phrase.vector <#> {_MIDDLE} LIMIT {AROUND}
"""  # noqa: S608
_KEEP = """
    UPDATE helpcenter_askedasfigures
    SET classifier = %(classifier)s::halfvec, intercept = %(intercept)s, is_learned = true WHERE id = %(key)s
"""
# In one order, so that two who do this at once wait for each other instead of both.
_AGAIN = f"""
    UPDATE helpcenter_askedasfigures SET is_learned = false WHERE id IN (
        SELECT id FROM helpcenter_askedasfigures WHERE translation_id IN (
            SELECT %(translation)s UNION SELECT translation_id FROM (
                SELECT translation_id FROM helpcenter_askedas
                WHERE vector IS NOT NULL AND {_MIDDLE} IS NOT NULL
                ORDER BY vector <#> {_MIDDLE} LIMIT {AROUND}
            ) around
        ) ORDER BY id FOR NO KEY UPDATE
    )
"""  # noqa: S608


def articles_to_learn() -> int:
    """How many translations have not learned from their phrases as they are now."""
    return AskedAsFigures.objects.filter(is_learned=False).count()


def learn_again(translation: int) -> None:
    """What a translation's phrases teach has changed, for it and for those around it; two statements."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLOSELY)
        cursor.execute(_AGAIN, {"translation": translation})


def learn_all_again() -> None:
    """Once in a while all is learned again, whatever has become of articles in between."""
    AskedAsFigures.objects.filter(is_learned=True).update(is_learned=False)


@transaction.atomic
def learn() -> int:
    """The next few; what another process works at is left to it. Raises MeaningUnknownError."""
    waiting = AskedAsFigures.objects.filter(is_learned=False).select_for_update(skip_locked=True)
    found = dict(waiting.order_by("pk").values_list("pk", "translation")[:PORTION])
    with connection.cursor() as cursor:
        cursor.execute(_CLOSELY)
        for key, translation in found.items():
            _learn(cursor, key, translation)
    return len(found)


def _learn(cursor: Any, key: int, translation: int) -> None:
    asked = {"translation": translation, "everybody": Visibility.PUBLIC}
    cursor.execute(_OWN, asked)
    own = [row[0] for row in cursor.fetchall()]
    if not own:  # they were all said otherwise: what the new ones mean is not known yet
        AskedAsFigures.objects.filter(pk=key).delete()
        return
    cursor.execute(_OTHERS, asked)
    others = [row[0] for row in cursor.fetchall()]
    weights, intercept = learned(own, others)
    text = "[" + ",".join(f"{one:.5g}" for one in weights) + "]"
    cursor.execute(_KEEP, {"key": key, "classifier": text, "intercept": intercept})

"""The meanings of published passages: asked for soon after publishing, kept beside them."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from handrail.helpcenter.meaning.asking import meanings
from handrail.helpcenter.meaning.sentences import texts_of
from handrail.helpcenter.models import Passage
from handrail.helpcenter.search.phrases.filling import fill_phrases, phrases_waiting
from handrail.helpcenter.search.phrases.learning import articles_to_learn, learn

PORTION = 16  # passages: a second of work, in which nobody can change just these
_KEEP = """
    INSERT INTO helpcenter_meaning (passage_id, ordinal, vector)
    SELECT passage, ordinal, vector::halfvec
    FROM unnest(%(passages)s::bigint[], %(ordinals)s::int[], %(vectors)s::text[])
        new (passage, ordinal, vector)
    ON CONFLICT DO NOTHING
"""


def waiting() -> int:
    """How many published passages and phrases have no meaning yet, and classifiers are not up to date."""
    return Passage.objects.filter(has_meaning=False).count() + phrases_waiting() + articles_to_learn()


def fill_all() -> int:
    """Ask for the meaning of everything that has none; returns how many. Raises MeaningUnknownError."""
    done = 0
    while now := fill_portion():
        done += now
    return done


def fill_portion() -> int:
    """The next few, newest last; what another process works at is left to it."""
    return _fill_passages() or fill_phrases() or learn()


@transaction.atomic
def _fill_passages() -> int:
    passages = list(
        Passage.objects.filter(has_meaning=False)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("translation__published")
        .order_by("pk")[:PORTION]
    )
    if not passages:
        return 0
    rows = [(one.pk, number, text) for one in passages for number, text in enumerate(_texts(one))]
    vectors = meanings([text for _, _, text in rows])
    with connection.cursor() as cursor:
        columns: dict[str, Any] = {
            "passages": [passage for passage, _, _ in rows],
            "ordinals": [number for _, number, _ in rows],
            "vectors": vectors,
        }
        cursor.execute(_KEEP, columns)
    Passage.objects.filter(pk__in=[one.pk for one in passages]).update(has_meaning=True)
    return len(passages)


def _texts(passage: Passage) -> list[str]:
    published = passage.translation.published
    title = published.title if published else ""
    return texts_of(title, passage.heading, passage.text, is_first=passage.ordinal == 0)

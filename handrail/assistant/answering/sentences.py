"""Which sentences of an article are nearest to a question, by the meanings that search keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from handrail.assistant.answering.extracting import asked, score
from handrail.helpcenter.meaning.sentences import sentences, texts_of
from handrail.helpcenter.models import Passage, Translation

_NEAR = """
    SELECT meaning.passage_id, meaning.ordinal, -(meaning.vector <#> %(vector)s::halfvec)
    FROM helpcenter_meaning meaning WHERE meaning.passage_id = ANY(%(passages)s)
"""
_MOST_PASSAGES = 40  # of an article that are looked at sentence by sentence
_PREFERRED = 0.05  # what search's own choice of a passage counts


@dataclass(frozen=True)
class Spoken:
    """An article's passage that answers best; `nearness` is the cosine of each of its sentences."""

    translation: Translation
    heading: str
    anchor: str
    passage: str
    nearness: Mapping[str, float]

    @property
    def title(self) -> str:
        """What the article is called."""
        return self.translation.published.title if self.translation.published else ""


def sentences_of(
    translation: Translation, question: str, vector: str | None, *, preferred: int = 0
) -> Spoken:
    """The best passage of a translation for a question, two statements; without a vector words decide.

    `preferred` is the key of the passage that search chose.
    """
    passages = list(translation.passages.all()[:_MOST_PASSAGES])
    if preferred and all(one.pk != preferred for one in passages):
        passages += list(translation.passages.filter(pk=preferred))
    nearness = _nearness(passages, translation, vector) if vector else {}
    if not passages:
        return Spoken(translation, "", "", "", {})
    best = max(
        passages, key=lambda one: _fit(one, translation, question, nearness.get(one.pk, {}), preferred)
    )
    return Spoken(translation, best.heading, best.anchor, best.text, nearness.get(best.pk, {}))


def _nearness(
    passages: Sequence[Passage], translation: Translation, vector: str
) -> dict[int, dict[str, float]]:
    title = translation.published.title if translation.published else ""
    texts = {one.pk: texts_of(title, one.heading, one.text, is_first=one.ordinal == 0) for one in passages}
    found: dict[int, dict[str, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"vector": vector, "passages": list(texts)})
        for passage, ordinal, cosine in cursor.fetchall():
            if ordinal < len(texts[passage]):
                found.setdefault(passage, {})[texts[passage][ordinal]] = cosine
    return found


def _fit(
    passage: Passage, of: Translation, question: str, nearness: Mapping[str, float], preferred: int
) -> float:
    how = asked(question, of.language, nearness)
    best = max((score(one, how) for one in [*sentences(passage.text), passage.heading]), default=0.0)
    return best + _PREFERRED * (passage.pk == preferred)

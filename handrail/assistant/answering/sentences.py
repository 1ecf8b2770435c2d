"""Which sentences of an article are nearest to a question, by the meanings that search keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Q

from handrail.assistant.answering.extracting import Asked, asked, score
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
    """An article's passage that answers best; `nearness` is the cosine of each of its sentences.

    `is_whole`: the title is nearer to the question than anything in it, so all of the article is asked for.
    """

    translation: Translation
    heading: str
    anchor: str
    passage: str
    nearness: Mapping[str, float]
    is_whole: bool = False

    @property
    def title(self) -> str:
        """What the article is called."""
        return self.translation.published.title if self.translation.published else ""


def best_passages(
    articles: Sequence[tuple[Translation, int]], question: str, vector: str | None
) -> list[Spoken]:
    """The best passage of each article for a question, two statements; without a vector words decide.

    An article comes with the key of the passage that search chose, 0 where it chose none.
    """
    passages = _passages(articles)
    nearness = _nearness(articles, passages, vector) if vector else {}
    return [_spoken(of, passages.get(of.pk, []), question, nearness, preferred) for of, preferred in articles]


def _spoken(
    of: Translation,
    passages: Sequence[Passage],
    question: str,
    nearness: Mapping[int, dict[str, float]],
    preferred: int,
) -> Spoken:
    if not passages:
        return Spoken(of, "", "", "", {})
    how = asked(question, of.language, {})
    fits = {
        one.pk: _fit(one, replace(how, nearness=nearness.get(one.pk, {})))
        + _PREFERRED * (one.pk == preferred)
        for one in passages
    }
    best = max(passages, key=lambda one: fits[one.pk])
    title = of.published.title if of.published else ""
    titled = score(title, replace(how, nearness=nearness.get(passages[0].pk, {})))
    near = nearness.get(best.pk, {})
    return Spoken(of, best.heading, best.anchor, best.text, near, is_whole=titled > fits[best.pk])


def _passages(articles: Sequence[tuple[Translation, int]]) -> dict[int, list[Passage]]:
    """By translation, the first ones and the one that search chose, in order."""
    first, chosen = Q(ordinal__lt=_MOST_PASSAGES), Q(pk__in=[passage for _, passage in articles])
    found: dict[int, list[Passage]] = {}
    theirs = Passage.objects.filter(translation__in=[one for one, _ in articles])
    for passage in theirs.filter(first | chosen).order_by("translation", "ordinal"):
        found.setdefault(passage.translation_id, []).append(passage)
    return found


def _nearness(
    articles: Sequence[tuple[Translation, int]], passages: Mapping[int, Sequence[Passage]], vector: str
) -> dict[int, dict[str, float]]:
    """By passage, how near each of its sentences is to the question."""
    titles = {one.pk: one.published.title if one.published else "" for one, _ in articles}
    texts = {
        one.pk: texts_of(titles[translation], one.heading, one.text, is_first=one.ordinal == 0)
        for translation, some in passages.items()
        for one in some
    }
    found: dict[int, dict[str, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"vector": vector, "passages": list(texts)})
        for passage, ordinal, cosine in cursor.fetchall():
            if ordinal < len(texts[passage]):
                found.setdefault(passage, {})[texts[passage][ordinal]] = cosine
    return found


def _fit(passage: Passage, how: Asked) -> float:
    """How well the best sentence of a passage answers."""
    return max((score(one, how) for one in [*sentences(passage.text), passage.heading]), default=0.0)

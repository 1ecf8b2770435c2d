"""Ask the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.helpcenter.models import Passage, Site, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.search.excerpts import excerpt
from handrail.helpcenter.search.question import Question, scales, understood
from handrail.helpcenter.search.ranking import Scored, having_words

_REST = 0.1  # what an article's other passages add to its best one


@dataclass(frozen=True)
class Hit:
    """An article that may answer: `passage` is the text that fits best, `anchor` the heading above it.

    `score` is between 0 and 1: how sure the search is, comparable between questions.
    """

    translation: Translation
    title: str
    language: str
    score: float
    passage: str
    heading: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class _Best:
    """An article in a language with its best passage."""

    translation: int
    passage: int
    score: float


def search(
    words: str,
    *,
    reader: Reader,
    language: str,
    site: Site | None = None,
    languages: Sequence[str] | None = None,
    limit: int = 10,
    is_typing: bool = False,
) -> list[Hit]:
    """The best articles for a question in `language`, best first, at most one hit for each article.

    An article in the asker's language stands before the same one in another; `language` "" is any.
    `languages` narrows what is found (None: all). Only what `reader` may read is ever looked at. `is_typing`
    takes the last word for a beginning. Seven statements at most.
    """
    readable = Translation.objects.readable_by(reader)
    readable = readable.filter(site=site) if site else readable
    readable = readable.filter(language__in=languages) if languages is not None else readable
    question = understood(words, language, scales(languages), is_typing=is_typing)
    best = _by_translation(having_words(question.asked, readable))
    known = _translations([one.translation for one in best])
    return _hits(_by_article(best, known, language)[:limit], known, question, words)


def _by_translation(scored: Sequence[Scored]) -> list[_Best]:
    passages: dict[int, list[Scored]] = {}
    for one in scored:
        passages.setdefault(one.translation, []).append(one)
    best = [
        _Best(translation, found[0].passage, found[0].score + _REST * sum(one.score for one in found[1:]))
        for translation, found in passages.items()
    ]
    return sorted(best, key=lambda one: -one.score)


def _translations(keys: Sequence[int]) -> dict[int, Translation]:
    found = Translation.objects.filter(pk__in=keys).select_related("published", "article", "site")
    return {one.pk: one for one in found}


def _by_article(best: Sequence[_Best], known: dict[int, Translation], language: str) -> list[_Best]:
    """One for each article, at the place of its best language, in the asker's where it has that."""
    articles: dict[int, _Best] = {}
    for one in best:
        article, is_theirs = known[one.translation].article_id, known[one.translation].language == language
        first = articles.setdefault(article, one)
        if is_theirs and first is not one:
            articles[article] = _Best(one.translation, one.passage, first.score)
    return list(articles.values())


def _hits(best: Sequence[_Best], known: dict[int, Translation], question: Question, words: str) -> list[Hit]:
    passages = Passage.objects.in_bulk([one.passage for one in best])
    hits = []
    for one in best:
        translation, passage = known[one.translation], passages.get(one.passage)
        if translation.published is None or passage is None:  # archived while we looked
            continue
        most = question.most.get(translation.language, 0.0)
        hits.append(
            Hit(
                translation,
                translation.published.title,
                translation.language,
                min(1.0, one.score / (2 * most)) if most else 0.0,
                excerpt(passage.text, words, translation.language) or translation.published.summary,
                passage.heading,
                passage.anchor,
            )
        )
    return hits

"""How translations stand, asked of the database in one statement; `staleness.standing` says what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from handrail.helpcenter.models import Translation
from handrail.helpcenter.translating.staleness import Standing, judge

# Of each article and language asked for: the words that count, the newest revision of the source that may be
# translated (`goal`), and the worst change between that and the one the words were made from.
_FACTS = """
    SELECT asked.article_id, asked.language, one.id, goal.number, base.number,
        one.language = article.source_language,
        words.id IS NULL OR EXISTS (
            SELECT FROM helpcenter_revision said WHERE said.translation_id = source.id
            AND said.title = words.title AND said.body = words.body
        ),
        (SELECT max(step.significance) FROM helpcenter_revision step WHERE step.translation_id = source.id
            AND step.number > coalesce(base.number, 0) AND step.number <= goal.number)
    FROM unnest(%(articles)s::bigint[], %(languages)s::text[]) AS asked (article_id, language)
    JOIN helpcenter_article article ON article.id = asked.article_id
    LEFT JOIN helpcenter_translation source
        ON source.article_id = article.id AND source.language = article.source_language
        AND source.trashed_at IS NULL
    LEFT JOIN helpcenter_revision shown ON shown.id = source.published_id
    LEFT JOIN helpcenter_translation one
        ON one.article_id = article.id AND one.language = asked.language AND one.trashed_at IS NULL
    LEFT JOIN helpcenter_revision words ON words.id = CASE WHEN %(newest)s
        THEN one.latest_id ELSE coalesce(one.published_id, one.latest_id) END
    LEFT JOIN helpcenter_revision base ON base.id = words.based_on_id AND base.translation_id = source.id
    LEFT JOIN LATERAL (
        SELECT max(step.number) AS number FROM helpcenter_revision step
        WHERE step.translation_id = source.id AND step.is_ready
        AND step.number <= coalesce(shown.number, step.number)
    ) goal ON true
"""


@dataclass(frozen=True)
class Place:
    """An article in a language, whether it has words there or not, and how they stand.

    `goal` and `since` are numbers of the source's revisions: the one to say the same as, and the one that is
    said now (None where nobody knows).
    """

    article: int
    language: str
    translation: int | None
    standing: Standing
    goal: int | None
    since: int | None


def standing_of(translation: Translation) -> Standing:
    """How what readers see of this translation stands; of one that is not published, its newest words.

    A source is always current. One SQL statement.
    """
    return standings_of([translation])[translation.pk]


def standings_of(translations: Iterable[Translation], *, newest: bool = False) -> dict[int, Standing]:
    """How each of these stands, by its key, in one statement.

    What counts are the words that readers see, or with `newest` the newest ones.
    """
    asked = [(one.article_id, one.language) for one in translations]
    found = places(asked, newest=newest)
    return {place.translation: place.standing for place in found if place.translation is not None}


def places(asked: Iterable[tuple[int, str]], *, newest: bool = False) -> Iterator[Place]:
    """How articles (by key) stand in languages, in one statement; an article that is gone is left out."""
    pairs = list(asked)
    values: dict[str, Any] = {
        "articles": [article for article, _language in pairs],
        "languages": [language for _article, language in pairs],
        "newest": newest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        rows = cursor.fetchall()
    for article, language, pk, goal, since, is_source, is_missing, missed in rows:
        stands = Standing.CURRENT if is_source else _judged(goal, is_missing, missed)
        yield Place(article, language, pk, stands, goal, since)


def _judged(goal: int | None, is_missing: bool, missed: int | None) -> Standing:
    if goal is None:
        return Standing.UNREADY
    return Standing.MISSING if is_missing else judge([missed] if missed is not None else [])

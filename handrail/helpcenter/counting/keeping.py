"""Count one more: each function is one statement that adds to the row of its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from handrail.conversations.models import Conversation
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.models import Guide, ReadBefore, Site, Translation

MOST_READ = 5  # articles that a contact link carries
MOST_SEARCHES = (
    5_000  # different searches that are kept of a site and day: nobody fills the disk from outside
)
_LARGEST_KEY = 2**63 - 1

_READ = """
    INSERT INTO helpcenter_readcount (article_id, language, asked, day, views, inserts, contacts)
    SELECT id, %(language)s, %(asked)s, %(day)s, %(views)s, %(inserts)s, %(contacts)s
    FROM helpcenter_article WHERE id = ANY(%(articles)s) ORDER BY id
    ON CONFLICT (article_id, language, asked, day) DO UPDATE SET
        views = helpcenter_readcount.views + excluded.views,
        inserts = helpcenter_readcount.inserts + excluded.inserts,
        contacts = helpcenter_readcount.contacts + excluded.contacts
"""
_FULL = """
    SELECT count(*) >= %(most)s FROM helpcenter_searchcount WHERE site_id = %(site)s AND day = %(day)s
    AND NOT EXISTS (SELECT FROM helpcenter_searchcount WHERE site_id = %(site)s AND day = %(day)s
        AND language = %(language)s AND words = %(words)s)
"""
_SEARCH = f"""
    INSERT INTO helpcenter_searchcount (site_id, language, words, day, asked, empty, clicked)
    SELECT %(site)s, %(language)s, %(words)s, %(day)s, 1, %(empty)s, %(clicked)s WHERE NOT ({_FULL})
    ON CONFLICT (site_id, day, language, words) DO UPDATE SET
        asked = greatest(helpcenter_searchcount.asked + %(asked)s,
            helpcenter_searchcount.clicked + %(clicked)s),
        empty = helpcenter_searchcount.empty + %(empty)s,
        clicked = helpcenter_searchcount.clicked + %(clicked)s
"""
_CLICK = f"""
    WITH searched AS ({_SEARCH} RETURNING 1)
    INSERT INTO helpcenter_clickcount (article_id, language, words, day, count)
    SELECT %(article)s, %(language)s, %(words)s, %(day)s, 1 FROM searched
    ON CONFLICT (article_id, day, language, words) DO UPDATE SET count = helpcenter_clickcount.count + 1
"""  # noqa: S608  both parts stand above

_STEP = """
    INSERT INTO helpcenter_stepcount (guide_id, step, day, views) VALUES (%(guide)s, %(step)s, %(day)s, 1)
    ON CONFLICT (guide_id, step, day) DO UPDATE SET views = helpcenter_stepcount.views + 1
"""


def seen(translation: Translation, language_asked: str) -> None:
    """Somebody read the article in this language; they had asked for it in `language_asked`."""
    asked = language_asked if _is_ours(language_asked, translation) else translation.language
    _count_reading([translation.article_id], translation.language, asked, views=1)


def inserted(translation: Translation) -> None:
    """An agent put it into what they wrote to a customer."""
    _count_reading([translation.article_id], translation.language, translation.language, inserts=1)


def contacted(article_ids: Sequence[int | str], conversation: Conversation | None = None) -> None:
    """Somebody writes to us after reading these articles: the last five that the contact link names.

    What is no number or no article is passed over. With the `conversation` that began so, agents who work on
    an article see what was still asked (only those who may see the conversation).
    """
    keys = _keys(article_ids)
    if keys:
        _count_reading(keys, "", "", contacts=1)
    if keys and conversation is not None:
        rows = [ReadBefore(article_id=key, conversation=conversation, day=today()) for key in _known(keys)]
        ReadBefore.objects.bulk_create(rows, ignore_conflicts=True)


def searched(site: Site, language: str, words: str, results: int) -> None:
    """Somebody searched for this, and so many articles were found.

    For whole searches; one that was only typed is counted when an article is opened from it (`clicked`).
    """
    if kept := masked(words):
        counts = {"asked": 1, "empty": int(results == 0), "clicked": 0}
        _execute(_SEARCH, _search(site, language, kept) | counts)


def clicked(site: Site, language: str, words: str, translation: Translation) -> None:
    """Somebody opened this article from what was found for these words."""
    if kept := masked(words):
        counts = {"asked": 0, "empty": 0, "clicked": 1, "article": translation.article_id}
        _execute(_CLICK, _search(site, language, kept) | counts)


def reached(guide: Guide, step: str) -> None:
    """Somebody came to this step of a guide (its key)."""
    _execute(_STEP, {"guide": guide.pk, "step": step, "day": today()})


def today() -> date:
    """The day that is counted on: everybody's same one, UTC."""
    return timezone.now().astimezone(UTC).date()


def _search(site: Site, language: str, words: str) -> dict[str, Any]:
    return {
        "site": site.pk,
        "language": language[:16],
        "words": words,
        "day": today(),
        "most": MOST_SEARCHES,
    }


def _count_reading(articles: list[int], language: str, asked: str, **counts: int) -> None:
    values = {"articles": articles, "language": language, "asked": asked, "day": today()}
    _execute(_READ, values | {"views": 0, "inserts": 0, "contacts": 0} | counts)


def _execute(sql: str, values: dict[str, Any]) -> None:
    """Alone, the commit need not wait for the disk: a count may be lost. In a transaction it is not ours."""
    quick = "" if connection.in_atomic_block else "SET LOCAL synchronous_commit = off; "
    with connection.cursor() as cursor:
        cursor.execute(quick + sql, values)


def _is_ours(language: str, translation: Translation) -> bool:
    """A language of the site or of this house: what else stands in an address is anybody's to invent."""
    return language in translation.site.languages or language in dict(settings.LANGUAGES)


def _keys(article_ids: Sequence[int | str]) -> list[int]:
    said = [str(one) for one in article_ids[-MOST_READ:]]
    keys = {int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 19}
    return sorted(key for key in keys if 0 < key <= _LARGEST_KEY)


def _known(keys: list[int]) -> list[int]:
    from handrail.helpcenter.models import Article

    return list(Article.objects.filter(pk__in=keys).values_list("pk", flat=True))

"""Articles as people name them: by the end of an address, or by a title."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.assistant.answering.features import same_language
from handrail.helpcenter.models import Article, Translation
from handrail.helpcenter.readers import reader_for

MOST_TITLES = 1000  # as many as a page bears; others are named by their address


def article_named(name: str, *, agent: Agent) -> Article:
    """The article that somebody pasted the address of, or wrote the slug or the whole title.

    Raises ValidationError, with a sentence, for none or for a title that several have.
    """
    name = name.replace("\x00", "")
    found = articles_named([name], agent=agent)[name]
    if found is None:
        raise ValidationError(_("No article is called “%(name)s”: paste its address.") % {"name": name[:80]})
    return found


def articles_named(names: Iterable[str], *, agent: Agent) -> dict[str, Article | None]:
    """The same for many, None for what names none, or several; one statement."""
    wanted = {name: _slug(name) for name in names}
    named = Q(slug__in=wanted.values()) | Q(published__title__in=[name.strip() for name in wanted])
    seen = Translation.objects.readable_by(reader_for(agent)).filter(named)
    rows = list(seen.select_related("article", "published"))
    return {name: _only(rows, name.strip(), slug) for name, slug in wanted.items()}


def slug_of(article: Article) -> str:
    """What names an article in files: its slug in its own language. Ask for `translations` beforehand."""
    there = list(article.translations.all())
    own = [one for one in there if one.language == article.source_language] or there
    return own[0].slug if own else ""


def titles_of(agent: Agent) -> list[str]:
    """Titles as a field completes them: of published articles in their own language, by the alphabet."""
    seen = Translation.objects.readable_by(reader_for(agent)).filter(language=F("article__source_language"))
    named = seen.order_by("published__title").values_list("published__title", flat=True)
    return list(named.distinct()[:MOST_TITLES])


class Called(NamedTuple):
    """An article's title, and its `language` where that is not the reader's."""

    title: str
    language: str


def called(articles: Iterable[int], agent: Agent) -> dict[int, Called]:
    """What articles are called, by their keys in this order, of those that stand published for the agent.

    In the reader's language where they have it, else in the main one of their site, else in their own. One
    statement.
    """
    wanted, reads = list(articles), get_language() or "en"
    seen = Translation.objects.readable_by(reader_for(agent)).filter(article__in=wanted)
    found = sorted(
        seen.select_related("article", "site", "published"),
        key=lambda one: (
            not same_language(one.language, reads),
            one.language != one.site.fallback,
            one.language != one.article.source_language,
        ),
        reverse=True,
    )
    best = {one.article_id: one for one in found}
    return {key: _called(best[key], reads) for key in wanted if key in best}


def _called(of: Translation, reads: str) -> Called:
    title = of.published.title if of.published else ""
    return Called(title, "" if same_language(of.language, reads) else of.language)


def _only(rows: Iterable[Translation], title: str, slug: str) -> Article | None:
    by_slug = {one.article_id: one.article for one in rows if one.slug == slug}
    by_title = {one.article_id: one.article for one in rows if one.published and one.published.title == title}
    found = by_slug or by_title
    return next(iter(found.values())) if len(found) == 1 else None


def _slug(name: str) -> str:
    return urlsplit(name.strip()).path.rstrip("/").rpartition("/")[2][:200]

"""Articles as people name them: by the end of an address, or by a title."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article, Translation
from handrail.helpcenter.readers import reader_for


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


def titles_of(articles: Iterable[int], agent: Agent) -> dict[int, str]:
    """What articles are called in their own language, by their keys, of those that the agent may see."""
    seen = Translation.objects.visible_to(reader_for(agent)).filter(article__in=list(articles))
    own = seen.filter(language=F("article__source_language"), published__isnull=False)
    return dict(own.values_list("article", "published__title"))


def _only(rows: Iterable[Translation], title: str, slug: str) -> Article | None:
    by_slug = {one.article_id: one.article for one in rows if one.slug == slug}
    by_title = {one.article_id: one.article for one in rows if one.published and one.published.title == title}
    found = by_slug or by_title
    return next(iter(found.values())) if len(found) == 1 else None


def _slug(name: str) -> str:
    return urlsplit(name.strip()).path.rstrip("/").rpartition("/")[2][:200]

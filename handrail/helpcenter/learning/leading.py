"""Where a line of what we learned leads: to the editor of an article, or to its translation."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from handrail.helpcenter.models import Article


def editor_of(article: Article, language: str = "") -> str:
    """Where an article is written, in this language if it has it, else in its own."""
    has_it = bool(language) and article.translations.filter(language=language).exists()
    return _first_of(("edit_article", (article.pk, language if has_it else article.source_language)), article)


def translator_of(article: Article, language: str) -> str:
    """Where an article is translated into a language."""
    return _first_of(("translate_article", (article.pk, language)), article)


def _first_of(page: tuple[str, tuple[object, ...]], article: Article) -> str:
    try:
        return reverse(page[0], args=page[1])
    except NoReverseMatch:
        return reverse("article_figures", args=[article.pk])

"""Where a line of what we learned leads: to the editor of an article, or to its translation."""

from __future__ import annotations

from django.urls import reverse

from handrail.helpcenter.models import Article


def editor_of(article: Article, language: str = "") -> str:
    """Where an article is written, in this language if it has it, else in its own."""
    has_it = bool(language) and article.translations.filter(language=language).exists()
    return reverse("edit_article", args=[article.pk, language if has_it else article.source_language])


def translator_of(article: Article, language: str) -> str:
    """Where an article is translated into a language."""
    return reverse("translate_article", args=[article.pk, language])

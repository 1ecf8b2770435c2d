"""Draw the words of an article: what they refer to is looked up here, `rendering` does the rest."""

from __future__ import annotations

from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import Article, Site, SnippetText, Translation
from handrail.helpcenter.rendering import Around, Rendered, render


def draw(body: str, *, site: Site, article: Article | None, language: str) -> Rendered:
    """The words as readers of this site would see them in this language."""
    return render(body, around(site, article, language))


def around(site: Site, article: Article | None, language: str) -> Around:
    """Whereto links, files and snippets of an article lead; each is asked for when the words name it."""

    def link(slug: str) -> str | None:
        named = Translation.objects.filter(site=site, slug=slug).order_by("pk")
        found = named.filter(language=language).first() or named.first()
        return path_of(found) if found else None

    def snippet(key: str) -> str | None:
        texts = SnippetText.objects.filter(snippet__site=site, snippet__key=key)
        found = dict(texts.values_list("language", "body"))
        return found.get(language, found.get(site.fallback, next(iter(found.values()), None)))

    return Around(language=language, link=link, snippet=snippet)

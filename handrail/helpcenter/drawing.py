"""Draw the words of an article: what they refer to is looked up first, `rendering` does the rest."""

from __future__ import annotations

from handrail.helpcenter.models import Article, Site
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.rendering import Rendered, render
from handrail.helpcenter.surroundings import surroundings


def draw(body: str, *, site: Site, article: Article | None, language: str, reader: Reader) -> Rendered:
    """The words as this reader would see them in this language."""
    return render(body, surroundings(site, article, language, [body], reader=reader))

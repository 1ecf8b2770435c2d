"""What an article's words refer to, as this reader may follow it: articles, files, shared pieces of text."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import unquote

from handrail.helpcenter.models import SnippetText, Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.pages import path_in
from handrail.helpcenter.reading.shelves import readable
from handrail.helpcenter.rendering import Around

_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)


def around_of(translation: Translation, reader: Reader, language: str) -> Around:
    """For `render`: each kind of reference costs one statement, and only where the words have one."""
    found = _Referred(translation, reader, language)
    return Around(language=translation.language, link=found.link, snippet=found.snippet)


class _Referred:
    def __init__(self, translation: Translation, reader: Reader, language: str) -> None:
        self.translation, self.reader, self.language = translation, reader, language

    def link(self, name: str) -> str | None:
        """Where an article is read that these words name by its slug or file name."""
        return self._links.get(_slug(name))

    def snippet(self, key: str) -> str | None:
        """The shared text in this language, else in the site's first one."""
        return self._snippets.get(key)

    @cached_property
    def _links(self) -> dict[str, str]:
        body = self.translation.published.body if self.translation.published else ""
        slugs = {_slug(one or other) for one, other in _TARGET.findall(body)}
        rows = readable(self.translation.site, self.reader).filter(slug__in=slugs).order_by("pk")
        best = sorted(rows, key=lambda one: one.language == self.language)
        return {one.slug: path_in(self.language, one) for one in best}

    @cached_property
    def _snippets(self) -> dict[str, str]:
        site = self.translation.site
        rows = SnippetText.objects.filter(
            snippet__site=site, language__in=[self.translation.language, site.fallback]
        ).select_related("snippet")
        best = sorted(rows, key=lambda one: one.language == self.translation.language)
        return {one.snippet.key: one.body for one in best}


def _slug(name: str) -> str:
    last = unquote(name).split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    return last.removesuffix(".md")

"""An article put into a letter: its link, or its words as a mail can carry them."""

from __future__ import annotations

import html
import re

from handrail.core.rich_text import written_html
from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.models import SnippetText, Translation
from handrail.helpcenter.rendering import Around, render

_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_ROOTED = re.compile(r'(href=")(/[^"/][^"]*)"')


def as_link(translation: Translation) -> str:
    """A paragraph with nothing but the link: what shows chats as a card."""
    title = translation.published.title if translation.published else ""
    address = address_of(translation, translation.site)
    return f'<p dir="auto"><a href="{html.escape(address)}">{html.escape(title)}</a></p>'


def as_words(translation: Translation) -> str:
    """What it says, as HTML that the editor knows, and its link at the end. Pictures stay behind the link."""
    body = translation.published.body if translation.published else ""
    drawn = render(body, _around(translation)).html
    drawn = _HEADING.sub(lambda tag: "</b></p>" if tag[1] else "<p><b>", drawn)
    root = address_of(translation, translation.site).partition("/help/")[0]
    return written_html(_ROOTED.sub(rf'\g<1>{root}\g<2>"', drawn)) + as_link(translation)


def _around(translation: Translation) -> Around:
    site, language = translation.site, translation.language

    def snippet(key: str) -> str | None:
        texts = SnippetText.objects.filter(snippet__site=site, snippet__key=key)
        found = dict(texts.values_list("language", "body"))
        return found.get(language) or found.get(site.fallback)

    def link(name: str) -> str | None:
        slug = name.removesuffix(".md")
        named = Translation.objects.filter(site=site, slug=slug, published__isnull=False)
        found = named.filter(language=language).first() or named.first()
        return address_of(found, site) if found else None

    return Around(language=language, link=link, snippet=snippet)

"""An article put into a letter: its link, or its words as a mail can carry them."""

from __future__ import annotations

import html
import re

from handrail.core.rich_text import written_html
from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.rendering import render
from handrail.helpcenter.surroundings import surroundings

_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_ROOTED = re.compile(r'(href=")(/[^"/][^"]*)"')


def as_link(translation: Translation) -> str:
    """A paragraph with nothing but the link: what shows chats as a card."""
    title = translation.published.title if translation.published else ""
    address = address_of(translation, translation.site)
    return f'<p dir="auto"><a href="{html.escape(address)}">{html.escape(title)}</a></p>'


def as_words(translation: Translation, reader: Reader) -> str:
    """What it says, as HTML that the editor knows, and its link at the end. Pictures stay behind the link.

    Links in it lead to what `reader` may read: the customer it goes to.
    """
    body = translation.published.body if translation.published else ""
    around = surroundings(translation.site, translation.article, translation.language, [body], reader=reader)
    drawn = render(body, around).html
    drawn = _HEADING.sub(lambda tag: "</b></p>" if tag[1] else "<p><b>", drawn)
    return written_html(whole_links(drawn, translation)) + as_link(translation)


def whole_links(drawn: str, translation: Translation) -> str:
    """An article's HTML with whole addresses instead of those that begin at its site's root."""
    root = address_of(translation, translation.site).partition("/help/")[0]
    return _ROOTED.sub(rf'\g<1>{root}\g<2>"', drawn)

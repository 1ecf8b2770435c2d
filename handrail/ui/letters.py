"""Finishes a mail's sanitised HTML for the page: enclosed pictures get an address, remote ones stay away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup, escape

_ENCLOSED = re.compile(r'data-cid="([^"]*)"')
_REMOTE = re.compile(r'<img [^>]*?data-src="')


def enclosed(html: str, sources: Mapping[str, str]) -> Markup:
    """The sanitised HTML with the addresses of its enclosed pictures (Content-ID → address, RFC 2392)."""

    def source(match: re.Match[str]) -> str:
        address = sources.get(unescape(match.group(1)))
        return f'src="{escape(address)}" loading="lazy"' if address else match.group(0)

    return Markup(_ENCLOSED.sub(source, html))  # noqa: S704 - sanitised when it was received


def shows(html: str, content_id: str) -> bool:
    """Whether the HTML shows the enclosed picture of that Content-ID."""
    return bool(content_id) and content_id in map(unescape, _ENCLOSED.findall(html))


def remote_pictures(html: str) -> int:
    """How many pictures on other machines the mail asks for; loading them would tell its sender."""
    return len(_REMOTE.findall(html))

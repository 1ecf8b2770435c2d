"""Finishes sanitised HTML for the page: pictures get an address or wait, numbers in notes are links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

from markupsafe import Markup, escape

_ENCLOSED = re.compile(r'data-cid="([^"]*)"')
_WAITING = re.compile(r'(<img [^>]*?)data-src="([^"]*)"([^>]*>)')
_SPECK = re.compile(r'\b(?:width|height)="[01]"')  # a picture nobody can see only tells that it was loaded

# A link or code as a whole; any other tag, whose quoted values may hold a >; or a number between words.
_NUMBERED = re.compile(
    r"""<(a|code|pre)\b.*?</\1>|<(?:[^>"']|"[^"]*"|'[^']*')*>|(?<![\w&/#])#(?P<number>[1-9]\d{0,8})(?!\w)""",
    re.DOTALL,
)


def enclosed(html: str, sources: Mapping[str, str]) -> Markup:
    """The sanitised HTML with the addresses of its enclosed pictures (Content-ID → address, RFC 2392)."""

    def source(match: re.Match[str]) -> str:
        address = sources.get(unescape(match.group(1)))
        return f'src="{escape(address)}" loading="lazy"' if address else match.group(0)

    return Markup(_WAITING.sub(_with_own, _ENCLOSED.sub(source, html)))  # noqa: S704 - sanitised on arrival


def _with_own(image: re.Match[str]) -> str:
    """A picture that the mail brings along in its HTML needs no asking."""
    begin, address, end = image.groups()
    return f'{begin}src="{address}" loading="lazy"{end}' if address.startswith("data:") else image.group(0)


def loaded(html: str, address_of: Callable[[str], str]) -> Markup:
    """The HTML with its remote pictures, each from the address that is made of its own; specks stay away."""

    def shown(image: re.Match[str]) -> str:
        begin, address, end = image.groups()
        if not _is_remote(image):
            return image.group(0)
        return f'{begin}src="{escape(address_of(unescape(address)))}" loading="lazy"{end}'

    return Markup(_WAITING.sub(shown, html))  # noqa: S704 - sanitised on arrival


def _is_remote(image: re.Match[str]) -> bool:
    return not image.group(2).startswith("data:") and not _SPECK.search(image.group(0))


def shows(html: str, content_id: str) -> bool:
    """Whether the HTML shows the enclosed picture of that Content-ID."""
    return bool(content_id) and content_id in map(unescape, _ENCLOSED.findall(html))


def remote_pictures(html: str) -> int:
    """How many visible pictures on other machines the mail asks for; loading them would tell its sender."""
    return sum(map(_is_remote, _WAITING.finditer(html)))


def numbered(html: str, address_of: Callable[[int], str]) -> Markup:
    """The HTML of a note, in which #812 leads to that conversation; code and links stay as they are."""

    def linked(found: re.Match[str]) -> str:
        number = found.group("number")
        if number is None:
            return found.group(0)
        address = escape(address_of(int(number)))
        swap = f'hx-get="{address}" hx-target="#conversation" hx-swap="innerHTML"'
        return f'<a class="num" href="{address}" {swap}>#{number}</a>'

    return Markup(_NUMBERED.sub(linked, html))  # noqa: S704 - sanitised on arrival

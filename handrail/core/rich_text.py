"""What an agent writes with the editor: a small part of HTML, and nothing else.

A picture is named by the Content-ID of its file (`cid:`, RFC 2392), never by an address.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import escape

import nh3

from handrail.core.html_depth import few_references, shallow
from handrail.core.plain_text import html_to_text

_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre"}
_MARKS = {"strong", "em", "s", "code", "a"}
_SAME = {"b": "strong", "i": "em", "del": "s", "strike": "s", "div": "p"}
_SAME |= {f"h{level}": "p" for level in range(1, 7)}
_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "iframe", "svg", "math", "object"}
_ATTRIBUTES: dict[str, set[str]] = {
    **{block: {"dir"} for block in _BLOCKS},
    "ol": {"dir", "start"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
}
_OTHER_NAME = re.compile(rf"<(/?)({'|'.join(_SAME)})(?=[\s>/])", re.IGNORECASE)
_CID = re.compile(r"cid:[A-Za-z0-9._@-]{1,200}")
_ENDS = re.compile(r"(?:\s|<p(?: dir=\"\w+\")?>(?:\s|<br>)*</p>)+\Z")
_BEGINS = re.compile(r"\A(?:\s|<p(?: dir=\"\w+\")?>(?:\s|<br>)*</p>)+")
_PICTURE = re.compile(r"<img\b[^>]*>")
_USED = re.compile(r'\ssrc="cid:([^"]+)"')
_LONE = re.compile(r"(<li[^>]*>)<p[^>]*>((?:(?!</?(?:p|li|ul|ol|pre|blockquote)\b).)*)</p>", re.DOTALL)
_AUTO = re.compile(r' dir="auto"(?=>(.{0,400}))', re.DOTALL)
_SET = re.compile(r' dir="(?:ltr|rtl)"')
_PARKED = re.compile(r'\sdata-cid="([^"]*)"')


def written_html(html: str) -> str:
    """The HTML that an editor sent, cut down to what ours makes; empty paragraphs at both ends are gone."""
    named = _OTHER_NAME.sub(lambda tag: f"<{tag[1]}{_SAME[tag[2].lower()]}", html.replace("\0", ""))
    clean = few_references(_cleaner().clean(shallow(named)))
    clean = _PICTURE.sub(lambda picture: picture[0] if _USED.search(picture[0]) else "", clean)
    return _LONE.sub(r"\1\2", _ENDS.sub("", _BEGINS.sub("", clean)))


def written_text(html: str) -> str:
    """The same as plain text: lists, quotes, links with their address, pictures by name in brackets."""
    named = _PICTURE.sub(lambda picture: re.sub(r'alt="([^"]+)"', r'alt="[\1]"', picture[0]), html)
    return re.sub(r"\n>\n(?=[^>\n])", "\n\n", html_to_text(named))


def pictures_in(html: str) -> set[str]:
    """The Content-IDs of the pictures in written HTML."""
    return set(_USED.findall(html))


def as_written(safe: str) -> str:
    """Written HTML again, from what was kept of it by `safe_html`."""
    return written_html(_SET.sub(' dir="auto"', _PARKED.sub(r' src="cid:\1"', safe)))


def with_directions(html: str) -> str:
    """Each paragraph's direction said outright: some mail programs know no `auto` (UAX #9, rule P2)."""
    return _AUTO.sub(lambda found: _direction(re.sub(r"<[^>]*>?", "", found[1])), html)


def _direction(text: str) -> str:
    kinds = map(unicodedata.bidirectional, text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")
    return {"": "", "L": ' dir="ltr"'}.get(first, ' dir="rtl"')


def text_as_written(text: str) -> str:
    """Plain text as the editor would hold it: a paragraph for each, `<br>` at line ends."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n"))
    return "".join(
        f'<p dir="auto">{escape(part, quote=False).replace(chr(10), "<br>")}</p>' for part in parts
    )


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*_BLOCKS, *_MARKS, "br", "img"},
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_plain,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
        strip_comments=True,
    )


def _only_plain(tag: str, name: str, value: str) -> str | None:
    fits = {
        "dir": r"auto|ltr|rtl",
        "start": r"\d{1,4}",
        "width": r"\d{1,4}",
        "height": r"\d{1,4}",
        "src": _CID.pattern,
        "href": r"\s*(?i:https?:|mailto:|tel:).*",
    }
    if name not in fits:
        return value
    return value if re.fullmatch(fits[name], value, re.DOTALL) else None

"""HTML from strangers, made harmless: what stays is listed, everything else goes, its words stay."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from urllib.parse import unquote

import nh3

from handrail.core.html_depth import few_references, shallow
from handrail.core.plain_text import html_to_text, preview, text_to_html

__all__ = ["html_to_text", "preview", "safe_html", "text_to_html"]

_TAGS = set(
    re.findall(
        r"\w+",
        """a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd del
    details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main
    mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody
    td tfoot th thead time tr tt u ul var wbr
    """,
    )
)
_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "iframe", "svg", "math", "object"}
_CELL = {"colspan", "rowspan", "align", "valign"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"alt", "width", "height"},
    "ol": {"start", "type"},
    "td": _CELL,
    "th": _CELL,
}
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}
_TAG = re.compile(r'<[a-z][a-z0-9]*(?:\s[^\s="<>/]+="[^"]*")*\s*/?>')
_SPACER = re.compile(
    r"<p(?:\s[^<>]{0,200})?>(?:\s|\xa0|&nbsp;|<br>|</?(?:span|b|i|strong|em)>)*+</p>"
)  # some programs part paragraphs by empty ones; here paragraphs stand apart by themselves
_SOURCE = re.compile(r'\ssrc="([^"]*)"')


def safe_html(html: str) -> str:
    """Clean HTML for showing in our pages: nothing active, nothing that fetches, no styles, forms or ids.

    The address of a remote image waits in `data-src`, the Content-ID of an enclosed one in `data-cid`;
    no `src` is left, so a page shows no image before somebody puts one in.
    """
    first = _SPACER.sub("<p></p>", _first().clean(shallow(html.replace("\0", ""))))
    return _final().clean(few_references(_TAG.sub(_park_source, first)))


def _park_source(tag: re.Match[str]) -> str:
    return _SOURCE.sub(_parked, tag[0]) if tag[0].startswith("<img ") else tag[0]


def _parked(source: re.Match[str]) -> str:
    address = source[1].strip()
    if address.lower().startswith("cid:"):
        return f' data-cid="{escape(unquote(unescape(address[4:])).strip("<>"))}"'  # RFC 2392
    return f' data-src="{address}"'


@cache
def _first() -> nh3.Cleaner:
    return _cleaner(_ATTRIBUTES | {"img": {*_ATTRIBUTES["img"], "src"}}, {*_LINK_SCHEMES, "cid", "data"})


@cache
def _final() -> nh3.Cleaner:
    """A second look that does not know `src` at all: it does not trust the rewriting between the two."""
    return _cleaner(_ATTRIBUTES | {"img": {*_ATTRIBUTES["img"], "data-src", "data-cid"}}, _LINK_SCHEMES)


def _cleaner(attributes: dict[str, set[str]], schemes: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=attributes,
        attribute_filter=_only_plain,
        url_schemes=schemes,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )


def _only_plain(tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src"}:
        return (
            value if re.match(r"\s*(?:https?:|mailto:|tel:|cid:|data:image/)", value, re.IGNORECASE) else None
        )
    if name == "data-src" and not re.match(
        r"(?:https?:|data:image/(?:png|jpe?g|gif|webp);)", value, re.IGNORECASE
    ):
        return None
    if tag == "img" and name in {"width", "height"}:
        return value if re.fullmatch(r"\d{1,4}%?", value) else None
    return value

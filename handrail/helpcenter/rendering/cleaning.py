"""An article's HTML, made harmless, with every name in it replaced by where it is found.

What people write as HTML in their Markdown and what we draw go through the same list of tags and attributes;
nothing fetches from elsewhere. What needs tags that nobody may write (icons, the switches of tabs) is put in
last, right behind tags of ours: text and attributes hold no bare `<`, so only a tag can look like one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

from handrail.core.html_depth import few_references, shallow
from handrail.helpcenter.rendering.kinds import KINDS
from handrail.helpcenter.rendering.resolving import Names
from handrail.ui.icons import icon

_TAGS = set(
    re.findall(
        r"\w+",
        """a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd label li mark ol p pre q rp rt ruby s samp section
    small span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr""",
    )
)
_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "iframe", "svg", "math", "object"}
_CLASSES = {
    "div": {"callout", "inside", "steps", "tabs", "pane", "table"},
    "p": {"title", "film", "file-name"},
    "figure": {"figure"},
    "details": {"fold"},
    "label": {"tab"},
    "a": {"attachment", "back"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "span": {"box"},
}
_MEDIUM = {"src", "controls", "preload", "width", "height", "aria-label"}
_ANCHORED = {f"h{level}": {"id"} for level in range(1, 7)}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    **_ANCHORED,
    "a": {"href", "id", "name"},
    "audio": _MEDIUM,
    "video": _MEDIUM,
    "track": {"src", "kind", "srclang", "label", "default"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "li": {"id", "value"},
    "sup": {"id"},
    "div": {"data-kind", "role", "tabindex", "aria-label"},
    "pre": {"role", "tabindex", "aria-label", "data-language"},
    "details": {"open"},
    "label": {"for"},
    "col": {"span"},
    "colgroup": {"span"},
    "td": {"colspan", "rowspan", "data-align"},
    "th": {"colspan", "rowspan", "data-align", "scope"},
    "time": {"datetime"},
}
for _tag in _CLASSES:
    _ATTRIBUTES[_tag] = _ATTRIBUTES.get(_tag, set()) | {"class"}
_FITS = {
    "data-kind": "|".join(KINDS),
    "data-align": "start|center|end",
    "role": "group",
    "tabindex": "0",
    "for": r"tab-\d{1,3}-\d{1,3}",
    "id": r"[\w.:-]{1,200}",
    "name": r"[\w.:-]{1,200}",
    "preload": "none|metadata",
    "width": r"\d{1,4}%?",
    "height": r"\d{1,4}",
    "start": r"\d{1,6}",
    "value": r"\d{1,6}",
    "type": "[1aAiI]",
    "colspan": r"\d{1,3}",
    "rowspan": r"\d{1,3}",
    "span": r"\d{1,3}",
    "scope": "col|row|colgroup|rowgroup",
    "kind": "captions|subtitles|descriptions|chapters",
    "srclang": r"[A-Za-z-]{2,16}",
    "data-language": r"[\w+#.-]{1,30}",
    "dir": "ltr|rtl|auto",
    "lang": r"[A-Za-z0-9-]{1,35}",
}
_SCHEMES = {"http", "https", "mailto", "tel", "asset", "article"}
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_CALLOUT = re.compile(r'<div class="callout" data-kind="([a-z]+)">')
_TAB = re.compile(r'<label class="tab" for="(tab-(\d+)-(\d+))">')
_IMAGE = re.compile(r'<img src="([^"]*)"([^<>]*)>')


def clean(html: str, names: Names) -> str:
    """Harmless HTML; `names` says where links, pictures and files lead, and hears which lead nowhere."""
    failed: list[Exception] = []
    harmless = nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(names, failed),
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    ).clean(few_references(shallow(html.replace("\0", ""))))
    if failed:
        raise failed[0]
    return _dressed(_EMPTY.sub("", harmless), names)


def _filter(names: Names, failed: list[Exception]) -> Callable[[str, str, str], str | None]:
    """What is kept of an attribute. The library keeps an attribute whose filter raises: ours never does."""

    def keep(tag: str, name: str, value: str) -> str | None:
        try:
            return _kept(names, tag, name, value)
        except Exception as error:
            failed.append(error)
            return None

    return keep


def _kept(names: Names, tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return names.href(value)
    if name == "src":
        return names.source(value)
    if name == "class":
        return " ".join(one for one in value.split() if one in _CLASSES.get(tag, ())) or None
    if name in {"open", "controls", "default"}:
        return ""
    return value if name not in _FITS or re.fullmatch(_FITS[name], value) else None


def _dressed(html: str, names: Names) -> str:
    html = _CALLOUT.sub(_with_icon, html)
    html = _TAB.sub(_with_switch, html)
    html = html.replace('<p class="film">', f'<p class="film">{icon("circle-play")}')
    html = html.replace('<a class="attachment"', '<a download class="attachment"')
    return _IMAGE.sub(lambda found: _sized(found, names), html)


def _with_icon(found: re.Match[str]) -> str:
    name, label = KINDS[found[1]]
    return found[0] + str(icon(name, str(label)))  # a Markup would escape what it is joined to


def _with_switch(found: re.Match[str]) -> str:
    checked = " checked" if found[3] == "1" else ""
    return f'<input type="radio" name="tabs-{found[2]}" id="{found[1]}"{checked}>{found[0]}'


def _sized(found: re.Match[str], names: Names) -> str:
    """Its own size beside each picture of ours, so that words do not jump when it comes."""
    size = names.size(found[1]) if "width=" not in found[2] and "height=" not in found[2] else None
    measured = ' width="{}" height="{}"'.format(*size) if size else ""
    silent = "" if ' alt="' in found[2] else ' alt=""'
    return f'<img src="{found[1]}"{found[2]}{silent}{measured} loading="lazy" decoding="async">'

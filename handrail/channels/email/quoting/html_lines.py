"""An HTML body as lines of words, each knowing its pieces of HTML and what the structure says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html import unescape

import nh3

from handrail.channels.email.quoting.html_marks import Mark, mark_of
from handrail.channels.email.quoting.marks import begins_history
from handrail.channels.email.quoting.text_quotes import PICTURE
from handrail.core.html_depth import shallow

BLOCKS = set(
    re.findall(
        r"\w+",
        """address article aside blockquote caption dd details div dl dt figure footer h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section summary table tbody tfoot thead tr ul""",
    )
)
_INLINE = set(
    re.findall(
        r"\w+",
        """a abbr b bdi bdo br cite code col colgroup data del dfn em figcaption i img ins kbd mark q rp rt
    ruby s samp small span strike strong sub sup td th time tt u var wbr""",
    )
)
_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "iframe", "svg", "math", "object"}
_SEEN = {"class", "id", "name", "dir", "lang", "title", "align", "valign"}
_ATTRIBUTES = {
    "*": _SEEN | {"data-smartmail"},
    "a": {"href"},
    "blockquote": {"type", "cite", "style"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"alt", "width", "height", "src"},
    "ol": {"type", "start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s="<>/]+="[^"]*")*)\s*/?>|([^<]+|<)')
_VOID = {"br", "hr", "img", "col", "wbr"}
_CELLS = {"td", "th"}
_SPACED = {"p", "blockquote", "ul", "ol", "pre", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6"}
_DOT = re.compile(r'\s(?:width|height)="[0-3](?:px)?"')
RULE = "-" * 10
_LOOKED_BACK = 6  # lines in which an attribution before an unnamed quotation may stand


@dataclass(slots=True, eq=False)
class Element:
    """An element; `shown` once some part shows it."""

    tag: str
    html: str
    mark: Mark
    shown: bool = False


@dataclass(slots=True)
class Piece:
    """One step through the HTML: an element opens or closes, or (without one) something is shown."""

    line: int
    html: str = ""
    element: Element | None = None
    closes: bool = False


@dataclass
class Lines:
    """What was found: words line by line, marked lines beginning with `>`, and where structure speaks."""

    words: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    begins: set[int] = field(default_factory=set)
    signs: set[int] = field(default_factory=set)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=BLOCKS | _INLINE,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def html_lines(html: str) -> Lines:
    """Read an HTML body. The pieces are unsafe still: they are for `safe_html`."""
    tidy = _cleaner().clean(shallow(html.replace("\0", "")))
    reader = _Reader()
    for closing, tag, attributes, words in _TOKEN.findall(tidy):
        if words:
            reader.say(words)
        elif closing:
            reader.close()
        else:
            reader.enter(tag, attributes)
    return reader.finish()


class _Reader:
    """Reads what nh3 has put in order: every element is closed, in turn."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._said: list[str] = []
        self._open: list[Element] = []
        self._quoting = self._signing = self._verbatim = 0

    def say(self, html: str) -> None:
        for part in html.splitlines(keepends=True) if self._verbatim else (html,):
            self._show(part, unescape(part))
            if self._verbatim and part.endswith("\n"):
                self._end_line(even_empty=True)

    def enter(self, tag: str, attributes: str) -> None:
        mark = self._resolved(mark_of(tag, attributes))
        if tag in BLOCKS or mark is not Mark.NONE:
            self._end_line()
            if tag in _SPACED or mark is Mark.QUOTES:
                self._space()
        if mark is Mark.BEGINS:
            self._lines.begins.add(self._at)
        html = f"<{tag}{attributes}>"
        if tag in _VOID:
            self._show_void(tag, html)
            return
        if tag in _CELLS:
            self._said.append(" ")
        self._verbatim += tag == "pre"
        self._quoting += mark is Mark.QUOTES
        self._signing += mark is Mark.SIGNS
        self._open.append(Element(tag, html, mark))
        self._lines.pieces.append(Piece(self._at, element=self._open[-1]))

    def close(self) -> None:
        element = self._open.pop()
        self._lines.pieces.append(Piece(self._at, element=element, closes=True))
        if element.tag in BLOCKS or element.mark is not Mark.NONE:
            self._end_line()
        self._verbatim -= element.tag == "pre"
        self._quoting -= element.mark is Mark.QUOTES
        self._signing -= element.mark is Mark.SIGNS
        if element.tag in _SPACED or element.mark is Mark.QUOTES:
            self._space()

    def finish(self) -> Lines:
        self._end_line(even_empty=True)
        return self._lines

    @property
    def _at(self) -> int:
        return len(self._lines.words)

    def _resolved(self, mark: Mark) -> Mark:
        """A quotation without a name counts below an attribution only."""
        if mark is not Mark.QUOTES_WITHIN_HISTORY:
            return mark
        self._end_line()
        above = self._lines.words[-_LOOKED_BACK:]
        begun = self._lines.begins or any(begins_history(above, at) for at in range(len(above)))
        return Mark.QUOTES if begun else Mark.NONE

    def _show(self, html: str, words: str) -> None:
        self._said.append(words)
        self._lines.pieces.append(Piece(self._at, html))

    def _show_void(self, tag: str, html: str) -> None:
        shown = {"hr": RULE, "img": "" if _DOT.search(html) else PICTURE}
        self._show(html, shown.get(tag, ""))
        if tag in {"br", "hr"}:
            self._end_line(even_empty=tag == "br")

    def _space(self) -> None:
        if self._lines.words and self._lines.words[-1]:
            self._lines.words.append("")

    def _end_line(self, *, even_empty: bool = False) -> None:
        words = " ".join("".join(self._said).split()) if self._said else ""
        self._said.clear()
        if not words and not even_empty:
            return
        if self._signing:
            self._lines.signs.add(self._at)
        self._lines.words.append(f"> {words}" if words and self._quoting else words)

"""Plain text to HTML and back, and one line of it for lists."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3

from handrail.core.html_depth import shallow

_BLOCKS = set(
    re.findall(
        r"\w+",
        """address article aside blockquote caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody
    tfoot thead tr ul
    """,
    )
)
_SPACED = {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "dl"}
_CELLS = {"td", "th"}
_KEPT = _BLOCKS | _CELLS | {"a", "br", "img"}
_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "iframe", "svg", "math", "object"}
_LONGEST = 2_000_000
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]+|\b[\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u2007\u061c\u200e\u200f]+")


def text_to_html(text: str) -> str:
    """Plain text as safe HTML: paragraphs at empty lines, `<br>` at line ends, links clickable."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_linked(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip())


def _linked(text: str) -> str:
    found, at = [], 0
    for match in _LINK.finditer(text):
        address = _without_tail(match[0])
        found += [escape(text[at : match.start()]), _anchor(address)]
        at = match.start() + len(address)
    return "".join([*found, escape(text[at:])])


def _without_tail(address: str) -> str:
    address = address.rstrip(".,;:!?'*_…»“”")
    for opening, closing in ("()", "[]"):
        if address.endswith(closing) and address.count(closing) > address.count(opening):
            address = address[:-1].rstrip(".,;:!?'")
    return address


def _anchor(address: str) -> str:
    prefix = "" if "://" in address else ("https://" if address.lower().startswith("www.") else "mailto:")
    href = escape(prefix + address)
    return f'<a href="{href}" rel="noopener noreferrer nofollow" target="_blank">{escape(address)}</a>'


def html_to_text(html: str) -> str:
    """Readable plain text: line breaks, lists, quotes (`> `), links with their address, images by their alt.

    Only the first two million characters are read.
    """
    attributes = {"a": {"href"}, "img": {"alt"}, "ol": {"start"}}
    tidy = nh3.clean(
        shallow(html[:_LONGEST].replace("\0", "")),
        tags=_KEPT,
        clean_content_tags=_SILENT,
        attributes=attributes,
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(tidy)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Writes lines as it meets tags; fed only with what nh3 has put in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quotes = self._verbatim = 0
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._bullet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._end_line(spaced=tag in _SPACED and not (tag in {"ul", "ol"} and self._lists))
        if tag == "br":
            self._new_line()
        elif tag in _CELLS:
            self._line += " " if self._line and not self._line.endswith(" ") else ""
        elif tag == "img":
            self._line += told.get("alt", "")
        self._enter(tag, told)

    def _enter(self, tag: str, told: dict[str, str]) -> None:
        match tag:
            case "blockquote":
                self._quotes += 1
            case "pre":
                self._verbatim += 1
            case "ul":
                self._lists.append(None)
            case "ol":
                start = told.get("start", "")
                self._lists.append(int(start) if start.isdecimal() and len(start) < 10 else 1)
            case "li":
                self._bullet = self._next_bullet()
            case "a":
                self._links.append((told.get("href", ""), len(self._line)))
            case "hr":
                self._lines.append(self._margin() + "----")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        spaced = tag in _SPACED and not (tag in {"ul", "ol"} and len(self._lists) > 1)
        if tag in _BLOCKS:
            self._end_line(spaced=spaced and tag != "blockquote")
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag == "blockquote":
            self._end_line(spaced=True)

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            first, *rest = data.split("\n")
            self._line += first
            for line in rest:
                self._new_line()
                self._line = line
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._line += words.lstrip(" ") if not self._line or self._line.endswith(" ") else words

    def text(self) -> str:
        """What was written, with no more than one empty line in a row."""
        self._end_line(spaced=False)
        return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", "\n".join(self._lines)).strip()

    def _close_link(self, href: str, begin: int) -> None:
        label = self._line[begin:].strip()
        shown = href.removeprefix("mailto:")
        if href.startswith(("http://", "https://", "mailto:")) and label and not _same(label, shown):
            self._line = f"{self._line.rstrip()} <{shown}>"

    def _next_bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        indent = "  " * max(0, len(self._lists) - 1)
        return f"{indent}{number}. " if number is not None else f"{indent}- "

    def _end_line(self, *, spaced: bool) -> None:
        if self._line.strip():
            self._new_line()
        elif not self._verbatim:
            self._line = ""  # or blanks of thousands of empty paragraphs would be looked through for each
        if spaced and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._margin().rstrip())

    def _new_line(self) -> None:
        line = self._line.rstrip() if self._verbatim else self._line.strip()
        bullet, self._bullet = (self._bullet, "") if line else ("", self._bullet)
        self._lines.append((self._margin() + bullet + line).rstrip())
        self._line = ""

    def _margin(self) -> str:
        return "> " * min(self._quotes, 10)


def _same(label: str, address: str) -> bool:
    bare = re.compile(r"^https?://(?:www\.)?|^www\.|/$", re.IGNORECASE)
    return bare.sub("", label).casefold() == bare.sub("", address).casefold()


def preview(text: str, length: int = 160) -> str:
    """The beginning of a text on one line of at most `length` characters, cut at a word, for lists."""
    line = " ".join(_INVISIBLE.sub("", text[: length * 20]).split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    at_word = head.rpartition(" ")[0] if " " in head[length // 2 :] else head
    return at_word.rstrip(" ,;:-") + "…"

"""An article taken apart into passages: what stands under one heading, in portions that one reads at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {
    *_HEADINGS,
    *("p", "li", "ul", "ol", "pre", "table", "tr", "blockquote", "div", "section", "details", "summary"),
    *("figure", "figcaption", "dl", "dt", "dd", "aside", "hr", "br", "label", "video"),
}
_CELLS = {"td", "th"}
_SILENT = {"script", "style", "svg", "template"}
MOST = 2400  # characters of one passage, more or less: longer sections are cut between their paragraphs
MOST_PASSAGES = 400
_LONGEST = 300  # characters of a heading, and of an anchor


@dataclass(frozen=True)
class Section:
    """A passage of an article; without a heading it is what stands before the first one."""

    text: str
    heading: str = ""
    anchor: str = ""


def sections(html: str) -> list[Section]:
    """The passages of an article's HTML, as it is drawn, in order; at least one, of at most MOST_PASSAGES."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [one for open_section in reader.found() for one in _portions(open_section)]
    return found[:MOST_PASSAGES] or [Section("")]


@dataclass
class _Open:
    heading: str = ""
    anchor: str = ""
    blocks: list[str] = field(default_factory=list)


def _portions(section: _Open) -> Iterator[Section]:
    portion: list[str] = []
    for block in section.blocks:
        if portion and sum(map(len, portion)) + len(block) > MOST:
            yield Section("\n".join(portion), section.heading, section.anchor)
            portion = []
        portion.append(block)
    if portion or section.heading:
        yield Section("\n".join(portion), section.heading, section.anchor)


class _Reader(HTMLParser):
    """Collects blocks of text; fed only with HTML that our own drawing has put in order."""

    def __init__(self) -> None:
        super().__init__()
        self._sections = [_Open()]
        self._block: list[str] = []
        self._silent = 0
        self._in_heading = False

    def found(self) -> list[_Open]:
        """What was read so far."""
        self._end_block()
        return self._sections

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A heading begins a section, a block begins a line."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._end_block()
        if tag in _CELLS:
            self._block.append(" ")
        if tag in _HEADINGS:
            self._in_heading = True
            self._sections.append(_Open(anchor=(dict(attrs).get("id") or "")[:_LONGEST]))

    def handle_endtag(self, tag: str) -> None:
        """The end of a heading names its section."""
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _HEADINGS and self._in_heading:
            self._sections[-1].heading = " ".join("".join(self._block).split())[:_LONGEST]
            self._block, self._in_heading = [], False
        elif tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self._block.append(data)

    def _end_block(self) -> None:
        text = " ".join("".join(self._block).split())
        if text and not self._in_heading:
            self._sections[-1].blocks.append(text)
            self._block = []
        elif not self._in_heading:
            self._block = []

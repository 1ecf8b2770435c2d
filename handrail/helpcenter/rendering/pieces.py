"""An article's HTML taken apart: headings, paragraphs, steps, points, code, each once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from handrail.helpcenter.rendering.inline import Run, collapsed, mark_of

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ol", "ul"}
_BLOCKS = {
    *_HEADINGS,
    *_LISTS,
    *("p", "li", "pre", "table", "tr", "blockquote", "div", "section", "details", "summary"),
    *("figure", "figcaption", "dl", "dt", "dd", "aside", "hr", "label", "video"),
}
_CELLS = {"td", "th"}
_SILENT = {"script", "style", "svg", "template"}
_LONGEST = 300  # characters of a heading, and of an anchor


class Form(StrEnum):
    """What a block is."""

    TEXT = "text"
    STEP = "step"
    POINT = "point"
    CODE = "code"
    HEADING = "heading"


@dataclass(frozen=True)
class Block:
    """A paragraph, a step, a point of a list, a piece of code, or a heading.

    `heading` is the one above it (its own, of a heading), `anchor` names that. A line that was broken by hand
    is broken in `text`, too. `runs` say the same with bold, code and links. `list` numbers the list that a
    block stands in (0: none), `within` names the lists around it (ol, ul), outermost first, and `number` is
    the place of a step or point there, 0 of what goes on in it.
    """

    form: Form
    text: str
    anchor: str = ""
    heading: str = ""
    runs: tuple[Run, ...] = ()
    list: int = 0
    within: tuple[str, ...] = ()
    number: int = 0


def pieces(html: str) -> Iterator[Block]:
    """The blocks of an article's HTML as our own drawing makes it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found()


class _Reader(HTMLParser):
    """Collects blocks; fed only with HTML that our own drawing has put in order."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._words: list[Run] = []
        self._marks: list[tuple[str, str]] = []
        self._lists: list[str] = []
        self._numbers: list[int] = []  # of the last step or point, by list
        self._begins = False  # a step or a point, which no block has said yet
        self._list = 0
        self._anchor = self._heading = ""
        self._silent = self._verbatim = 0
        self._in_heading = False

    def found(self) -> Iterator[Block]:
        """What was read."""
        self._end()
        return iter(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A heading begins a section, a block begins a block."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._end()
        if tag in _LISTS:
            self._open_list(tag, dict(attrs).get("start") or "")
        if tag == "li" and self._numbers:
            self._numbers[-1], self._begins = self._numbers[-1] + 1, True
        if mark := mark_of(tag, dict(attrs).get("href") or ""):
            self._marks.append((tag, mark))
        self._verbatim += tag == "pre"
        if tag in _HEADINGS:
            self._in_heading, self._anchor = True, (dict(attrs).get("id") or "")[:_LONGEST]
        if tag in _CELLS:
            self._say(" ")
        if tag == "br":
            self._say("\n")

    def _open_list(self, tag: str, start: str) -> None:
        self._list += not self._lists
        self._lists.append(tag)
        self._numbers.append(int(start) - 1 if start.isdecimal() else 0)

    def _say(self, text: str) -> None:
        self._words.append(Run(text, tuple(mark for _tag, mark in self._marks)))

    def handle_endtag(self, tag: str) -> None:
        """The end of a heading names its section."""
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _HEADINGS and self._in_heading:
            self._heading = " ".join("".join(one.text for one in self._words).split())[:_LONGEST]
            self._blocks.append(Block(Form.HEADING, self._heading, self._anchor, self._heading))
            self._words, self._in_heading = [], False
        elif tag in _BLOCKS:
            self._end()
        if tag in _LISTS and self._lists:
            self._lists.pop()
            self._numbers.pop()
        if self._marks and self._marks[-1][0] == tag:
            self._marks.pop()
        self._verbatim -= tag == "pre" and self._verbatim > 0

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self._say(data if self._verbatim else data.replace("\n", " "))

    def _end(self) -> None:
        if self._in_heading:
            return
        runs = collapsed(self._words)
        text = "".join(one.text for one in runs)
        if self._verbatim:
            text = "".join(one.text for one in self._words).strip("\n").rstrip()
            runs = (Run(text),)
        if text.strip():
            self._blocks.append(self._block(text, runs))
            self._begins = False
        self._words = []

    def _block(self, text: str, runs: tuple[Run, ...]) -> Block:
        number = self._numbers[-1] if self._numbers and self._begins else 0
        where = (self._list if self._lists else 0, tuple(self._lists), number)
        return Block(self._form(), text, self._anchor, self._heading, runs, *where)

    def _form(self) -> Form:
        if self._verbatim:
            return Form.CODE
        return {"ol": Form.STEP, "ul": Form.POINT}[self._lists[-1]] if self._lists else Form.TEXT

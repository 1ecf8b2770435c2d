"""A published article as blocks, so that what is told of it keeps its form: steps stay steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser


class Form(StrEnum):
    """What a block is."""

    TEXT = "text"
    STEP = "step"
    POINT = "point"
    CODE = "code"
    HEADING = "heading"


_BLOCKS = {"p", "li", "tr", "dt", "dd", "figcaption", "summary", "blockquote", "div", "section", "aside"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "svg", "template"}
_LISTS = {"ol", "ul"}


@dataclass(frozen=True)
class Block:
    """A paragraph, a step, a point of a list or a piece of code; `anchor` is that of the heading above it."""

    form: Form
    text: str
    anchor: str = ""
    heading: str = ""


def blocks_of(html: str) -> list[Block]:
    """The blocks of an article's HTML as our own drawing makes it; headings are told by `heading`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found()


def as_text(blocks: Sequence[Block]) -> str:
    """Blocks as plain text: steps numbered, points with a dot; what belongs together stands together."""
    lines: list[str] = []
    number, last = 0, None
    for block in blocks:
        number = number + 1 if block.form == Form.STEP else 0
        if last is not None and not (block.form == last and block.form in (Form.STEP, Form.POINT)):
            lines.append("")
        marks = {Form.STEP: f"{number}. ", Form.POINT: "• "}
        lines.append(marks.get(block.form, "") + block.text)
        last = block.form
    return "\n".join(lines)


class _Reader(HTMLParser):
    """Collects blocks; fed only with HTML that our own drawing has put in order."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._lists: list[str] = []
        self._anchor = self._heading = ""
        self._silent = self._verbatim = 0
        self._in_heading = False

    def found(self) -> list[Block]:
        """What was read."""
        self._end()
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A heading begins a section, a block begins a block."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS | _HEADINGS | _LISTS | {"pre", "table"}:
            self._end()
        if tag in _LISTS:
            self._lists.append(tag)
        if tag == "pre":
            self._verbatim += 1
        if tag in _HEADINGS:
            self._in_heading, self._anchor = True, dict(attrs).get("id") or ""
        if tag in {"td", "th", "br"}:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """The end of a heading names its section."""
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _HEADINGS and self._in_heading:
            self._heading = " ".join("".join(self._words).split())
            self._words, self._in_heading = [], False
        elif tag in _BLOCKS | _LISTS | {"pre", "table"}:
            self._end()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        self._verbatim -= tag == "pre" and self._verbatim > 0

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self._words.append(data)

    def _end(self) -> None:
        if self._in_heading:
            return
        said = "".join(self._words)
        text = said.strip("\n").rstrip() if self._verbatim else " ".join(said.split())
        if re.search(r"\w", text):
            self._blocks.append(Block(self._form(), text, self._anchor, self._heading))
        self._words = []

    def _form(self) -> Form:
        if self._verbatim:
            return Form.CODE
        return {"ol": Form.STEP, "ul": Form.POINT}[self._lists[-1]] if self._lists else Form.TEXT

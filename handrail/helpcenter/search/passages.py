"""An article taken apart into passages: what stands under one heading, in portions that one reads at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handrail.helpcenter.rendering.pieces import Block, Form, pieces

MOST = 2400  # characters of one passage, more or less: longer sections are cut between their paragraphs
MOST_PASSAGES = 400


@dataclass(frozen=True)
class Section:
    """A passage of an article; without a heading it is what stands before the first one."""

    text: str
    heading: str = ""
    anchor: str = ""


def sections(html: str) -> list[Section]:
    """The passages of an article's HTML, as it is drawn, in order; at least one, of at most MOST_PASSAGES."""
    opened = [_Open()]
    for block in pieces(html):
        if block.form == Form.HEADING:
            opened.append(_Open(block.heading, block.anchor))
        else:
            opened[-1].lines += _lines(block)
    found = [one for open_section in opened for one in _portions(open_section)]
    return found[:MOST_PASSAGES] or [Section("")]


@dataclass
class _Open:
    heading: str = ""
    anchor: str = ""
    lines: list[str] = field(default_factory=list)


def _lines(block: Block) -> list[str]:
    return [" ".join(block.text.split())] if block.form == Form.CODE else block.text.split("\n")


def _portions(section: _Open) -> Iterator[Section]:
    portion: list[str] = []
    for line in section.lines:
        if portion and sum(map(len, portion)) + len(line) > MOST:
            yield Section("\n".join(portion), section.heading, section.anchor)
            portion = []
        portion.append(line)
    if portion or section.heading:
        yield Section("\n".join(portion), section.heading, section.anchor)

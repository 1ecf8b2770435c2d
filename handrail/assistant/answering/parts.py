"""A published article as blocks, so that what is told of it keeps its form: steps stay steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handrail.helpcenter.rendering.inline import Run, part_of
from handrail.helpcenter.rendering.pieces import Block, Form, pieces

__all__ = ["Block", "Form", "as_text", "blocks_of", "cut"]


def blocks_of(html: str) -> list[Block]:
    """The blocks of an article's HTML that say something; headings are told by `heading`."""
    said = [one for one in pieces(html) if one.form != Form.HEADING and re.search(r"\w", one.text)]
    return [one if one.form == Form.CODE else _in_one_line(one) for one in said]


def _in_one_line(block: Block) -> Block:
    runs = tuple(Run(one.text.replace("\n", " "), one.marks) for one in block.runs)
    return replace(block, text=block.text.replace("\n", " "), runs=runs)


def cut(block: Block, begin: int, end: int) -> Block:
    """The characters from `begin` to `end` of a block."""
    return replace(block, text=block.text[begin:end], runs=part_of(block.runs, begin, end))


def as_text(blocks: Sequence[Block]) -> str:
    """Blocks as plain text: steps numbered, points with a dot; what belongs together stands together."""
    lines: list[str] = []
    last = 0
    for at, block in enumerate(blocks):
        if at and not (block.list and block.list == last):
            lines.append("")
        marks = {Form.STEP: f"{block.number}. ", Form.POINT: "• "}
        lines.append((marks.get(block.form, "") if block.number else "") + block.text)
        last = block.list
    return "\n".join(lines)

"""A published article as blocks, so that what is told of it keeps its form: steps stay steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handrail.helpcenter.rendering.pieces import Block, Form, pieces

__all__ = ["Block", "Form", "as_text", "blocks_of"]


def blocks_of(html: str) -> list[Block]:
    """The blocks of an article's HTML that say something; headings are told by `heading`."""
    said = [one for one in pieces(html) if one.form != Form.HEADING and re.search(r"\w", one.text)]
    return [one if one.form == Form.CODE else replace(one, text=one.text.replace("\n", " ")) for one in said]


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

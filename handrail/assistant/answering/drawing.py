"""An answer as HTML: steps keep their numbers, points are a list, code, bold and links stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from handrail.assistant.answering.parts import Block, Form
from handrail.helpcenter.rendering.inline import as_inline


def as_html(blocks: Sequence[Block]) -> str:
    """Blocks as safe HTML of the kind that our editor makes; their words are escaped."""
    together = groupby(blocks, lambda one: one.list)
    return "".join(_list(list(some)) if number else _running(list(some)) for number, some in together)


def _running(blocks: Sequence[Block]) -> str:
    drawn = (_code(one) if one.form == Form.CODE else f'<p dir="auto">{_inline(one)}</p>' for one in blocks)
    return "".join(drawn)


def _list(blocks: Sequence[Block]) -> str:
    """One list, with those in it. What goes on in the middle of a step has no number of its own."""
    made: list[str] = []
    opened: list[tuple[int, str]] = []  # how deep each list that is open lies, and what it is
    for block in blocks:
        here = (len(block.within), block.within[-1])
        while opened and (opened[-1][0] > here[0] or (opened[-1][0] == here[0] and opened[-1] != here)):
            made.append(f"</li></{opened.pop()[1]}>")
        if not opened or opened[-1] != here:
            opened.append(here)
            made.append(_opening(block))
        elif block.number:
            made.append("</li><li>")
        made.append(_said(block))
    return "".join(made) + "".join(f"</li></{tag}>" for _depth, tag in reversed(opened))


def _opening(block: Block) -> str:
    start = f' start="{block.number}"' if block.within[-1] == "ol" and block.number > 1 else ""
    return f'<{block.within[-1]} dir="auto"{start}><li>'


def _said(block: Block) -> str:
    if block.form == Form.CODE:
        return _code(block)
    return _inline(block) if block.number else f"<p>{_inline(block)}</p>"


def _code(block: Block) -> str:
    return f"<pre>{escape(block.text)}</pre>"


def _inline(block: Block) -> str:
    return as_inline(block.runs) if block.runs else escape(block.text)

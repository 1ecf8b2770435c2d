"""An answer as HTML: steps stay a numbered list, points a list, code stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from handrail.assistant.answering.parts import Block, Form

_LISTS = {Form.STEP: "ol", Form.POINT: "ul"}


def as_html(blocks: Sequence[Block]) -> str:
    """Blocks as safe HTML of the kind that our editor makes; their words are escaped."""
    return "".join(_drawn(form, list(together)) for form, together in groupby(blocks, lambda one: one.form))


def _drawn(form: Form, blocks: Sequence[Block]) -> str:
    if name := _LISTS.get(form):
        lines = "".join(f"<li>{escape(one.text)}</li>" for one in blocks)
        return f'<{name} dir="auto">{lines}</{name}>'
    around = ("<pre>", "</pre>") if form == Form.CODE else ('<p dir="auto">', "</p>")
    return "".join(f"{around[0]}{escape(one.text)}{around[1]}" for one in blocks)

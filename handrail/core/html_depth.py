"""A guard before HTML parsers: they take quadratic time on tags nested by the ten thousand."""

from __future__ import annotations

import re

_DEEPEST = 400
_OFTEN = 400  # fewer tags than this cannot be deep
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Tags that hold nothing, and those that the next of their kind closes: they do not nest by themselves.
_FLAT = set(
    re.findall(
        r"\w+",
        """area base br col embed hr img input link meta param source wbr p li dt dd td th tr thead tbody
    tfoot colgroup option optgroup rp rt html head body
    """,
    )
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")


def shallow(html: str) -> str:
    """The same HTML, or, where tags are nested deeper than any person nests them, its words without tags."""
    if html.count("<") <= _OFTEN or _depth(html) <= _DEEPEST:
        return html
    return _ANY_TAG.sub(" ", html).replace("<", "&lt;")


def _depth(html: str) -> int:
    """The deepest nesting, where each closing tag closes one of its name and nothing else."""
    open_tags: dict[str, int] = {}
    now = deepest = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        if not closing and tag not in _FLAT:
            open_tags[tag] = open_tags.get(tag, 0) + 1
            now += 1
            deepest = max(deepest, now)
        elif open_tags.get(tag, 0) > 0:
            open_tags[tag] -= 1
            now -= 1
    return deepest

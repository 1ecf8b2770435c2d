"""A guard before HTML parsers: they take quadratic time on tags nested, or characters written as references,
by the hundred thousand.
"""

from __future__ import annotations

import re
from html import unescape

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
_MOST_COPIED = 20_000_000_000  # bytes: the parser moves all that follows at each reference
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{0,31};)?")
_WIDE = {"&": "\uff06", "<": "\uff1c", ">": "\uff1e", '"': "\uff02", "'": "\uff07"}
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")


def shallow(html: str) -> str:
    """The same HTML, or, where tags are nested deeper than any person nests them, its words without tags."""
    html = few_references(html)
    if html.count("<") <= _OFTEN or _depth(html) <= _DEEPEST:
        return html
    return _ANY_TAG.sub(" ", html).replace("<", "&lt;")


def few_references(html: str) -> str:
    """The same, or, where more characters are written as references than in any mail, few of them.

    Most become what they mean; what must not stand for itself is written wide once there were enough.
    """
    left = _MOST_COPIED // (len(html) + 1)
    if html.count("&") <= left:
        return html
    left //= 3  # a wide letter has three bytes

    def plain(found: re.Match[str]) -> str:
        nonlocal left
        meant = unescape(found[0])
        if meant[:1] not in _WIDE:
            return meant
        left -= 1
        return found[0] if left >= 0 else _WIDE[meant[0]] + meant[1:]

    return _REFERENCE.sub(plain, html)


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

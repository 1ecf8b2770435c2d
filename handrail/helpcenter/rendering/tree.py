"""What is done to an article's tokens between reading and drawing: anchors, alerts, figures, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from handrail.helpcenter.rendering.kinds import kind_of


@dataclass(frozen=True)
class Heading:
    """A heading inside an article, and where it is found on the page."""

    level: int
    text: str
    anchor: str


_OWN_ANCHOR = re.compile(r"\s*\{:?\s*#([\w.:-]{1,100})[^{}]*\}\s*$|\s*\{/\*\s*#([\w.:-]{1,100})\s*\*/\}\s*$")
_ALERT = re.compile(r"\[!([A-Za-z]+)\][+-]?[ \t]*(.*)$")
# possessive (++, *+): where a value ends and the next name begins would else be tried in every way
_FACTS = re.compile(r"\{:?((?:\s*+(?:[.#][\w-]++|[\w-]++=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'{}]++)))*+)\s*+\}")
_SIZE = re.compile(r"\b(width|height)=[\"']?(\d{1,4})(?:px)?\b")
_PIPE_SIZE = re.compile(r"\|(\d{1,4})(?:x(\d{1,4}))?$")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]+")


def anchor_of(text: str) -> str:
    """A heading's anchor as GitHub and Docusaurus make it: lower case, hyphens for blanks, letters kept."""
    return _NOT_IN_ANCHOR.sub("", text.strip().lower()).replace(" ", "-") or "part"


def name_headings(state: StateCore) -> None:
    """Give each heading its anchor (`{#own}` or of its words), and note it in `env["headings"]`.

    Where an article uses the first level, all move down by one: the page's own title stands above them.
    """
    opened = [
        (one, state.tokens[at + 1]) for at, one in enumerate(state.tokens) if one.type == "heading_open"
    ]
    down = 1 if any(one.tag == "h1" for one, _inline in opened) else 0
    used: dict[str, int] = {}
    for one, inline in opened:
        level = min(6, int(one.tag[1]) + down)
        own = _own_anchor(inline)
        text = plain(inline)
        one.tag = f"h{level}"
        one.attrSet("id", _free(own or anchor_of(text), used))
        state.env["headings"].append(Heading(level, text, str(one.attrs["id"])))
    for one in state.tokens:
        if one.type == "heading_close" and down:
            one.tag = f"h{min(6, int(one.tag[1]) + 1)}"


def _own_anchor(inline: Token) -> str | None:
    last = inline.children[-1] if inline.children else None
    found = _OWN_ANCHOR.search(last.content) if last is not None and last.type == "text" else None
    if found is None or last is None:
        return None
    last.content = last.content[: found.start()]
    return found[1] or found[2]


def _free(anchor: str, used: dict[str, int]) -> str:
    if anchor not in used:
        used[anchor] = 0
        return anchor
    used[anchor] += 1
    return _free(f"{anchor}-{used[anchor]}", used)


def plain(inline: Token) -> str:
    """The words of one inline token."""
    parts = (one.content for one in inline.children or [] if one.type in {"text", "code_inline", "image"})
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def quotes_to_callouts(state: StateCore) -> None:
    """GitHub's alerts: a quotation that begins with `[!NOTE]` is a callout."""
    tokens, open_ones = state.tokens, list[bool]()
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            open_ones.append(_is_alert(token, tokens[at + 1 : at + 3]))
        elif token.type == "blockquote_close" and open_ones.pop():
            token.type = "part_close"


def _is_alert(quote: Token, first: list[Token]) -> bool:
    if [one.type for one in first] != ["paragraph_open", "inline"]:
        return False
    line, _newline, rest = first[1].content.partition("\n")
    found = _ALERT.match(line)
    kind = kind_of(found[1]) if found else None
    if found is None or kind is None:
        return False
    first[1].content = rest
    quote.type = "part_open"
    quote.meta = {"part": "callout", "kind": kind, "open": False, "title": found[2]}
    return True


def read_titles(state: StateCore) -> None:
    """The titles of callouts and tabs are Markdown of one line."""
    for token in state.tokens:
        if token.type == "part_open" and token.meta["title"]:
            token.content = token.meta["title"]
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def size_pictures(state: StateCore) -> None:
    """`![a](b){width=320}` and `![a|320](b)` give a picture its size; what else stands in braces goes."""
    for token in _inlines(state):
        children = token.children or []
        for before, after in pairwise(children):
            if before.type in {"image", "link_close"} and after.type == "text":
                _read_facts(before, after)
        for one in children:
            if one.type == "image":
                _read_pipe(one)


def _read_facts(before: Token, after: Token) -> None:
    found = _FACTS.match(after.content)
    if found is None or not found[1].strip():
        return
    after.content = after.content[found.end() :]
    if before.type == "image":
        before.attrs.update(dict(_SIZE.findall(found[1])))


def _read_pipe(image: Token) -> None:
    last = image.children[-1] if image.children else None
    found = _PIPE_SIZE.search(last.content) if last is not None and last.type == "text" else None
    if found and last is not None:
        last.content = last.content[: found.start()]
        image.attrs |= {"width": found[1]} | ({"height": found[2]} if found[2] else {})


def lone_pictures(state: StateCore) -> None:
    """A picture that is a paragraph by itself is a figure; its title is what stands below it."""
    for opened, inline, closed in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        said = [one for one in inline.children or [] if one.type != "softbreak" and one.content + one.tag]
        if opened.type == "paragraph_open" and [one.type for one in said] == ["image"]:
            opened.type, closed.type, opened.hidden, closed.hidden = "lone_open", "lone_close", False, False
            said[0].meta["lone"] = True
            inline.children = said


def align_cells(state: StateCore) -> None:
    """How a column stands is said without a style, which our policy would refuse."""
    for token in state.tokens:
        if token.type in {"td_open", "th_open"} and "style" in token.attrs:
            side = str(token.attrs.pop("style")).partition(":")[2]
            token.attrs["data-align"] = {"left": "start", "right": "end"}.get(side, "center")


def _inlines(state: StateCore) -> Iterator[Token]:
    return (token for token in state.tokens if token.type == "inline")


def tick_boxes(state: StateCore) -> None:
    """`- [x]` in a list is a box that is ticked."""
    for before, token in zip(state.tokens[1:], state.tokens[2:], strict=False):
        first = token.children[0] if token.type == "inline" and token.children else None
        if before.type == "paragraph_open" and before.hidden and first is not None and first.type == "text":
            first.content = re.sub(r"^\[([ xX])\] ", _box, first.content)


def _box(found: re.Match[str]) -> str:
    return "☐ " if found[1] == " " else "☑ "

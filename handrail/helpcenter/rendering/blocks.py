"""Blocks of Markdown beyond CommonMark: callouts, steps, tabs, folded parts, shared snippets.

Spelled as MkDocs Material (`!!! note "Title"`, `??? note`, `=== "Tab"`) and Docusaurus or VuePress
(`:::note Title`) spell them, so that manuals written for those look right as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from handrail.helpcenter.rendering.kinds import kind_of

DEEPEST_SNIPPET = 3
MOST_OF_SNIPPETS = 200_000  # characters that snippets may add to one article
_INDENT = 4
_INDENTED = re.compile(r'(!!!|\?\?\?\+?)\s*([\w-]++)[^"]*+(?:"(.*)")?\s*$')
_TAB = re.compile(r'===[!+]?\s+"(.*)"\s*$')
_COLONS = re.compile(r"(:{3,})\s*([A-Za-z][\w-]*)?\s*(.*)$")
_SNIPPET = re.compile(r"\{\{\s*([\w-]{1,60})\s*\}\}\s*$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def use_blocks(parser: MarkdownIt) -> None:
    """Teach a parser these blocks."""
    rules = parser.block.ruler
    rules.before("fence", "indented_block", indented, _INTERRUPTS)
    rules.before("fence", "tabs", tabs, _INTERRUPTS)
    rules.before("fence", "colons", colons, _INTERRUPTS)
    rules.before("fence", "snippet", snippet, _INTERRUPTS)


def indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`!!! kind "Title"` with what belongs to it indented by four; `???` folds it, `???+` opens it."""
    found = _INDENTED.match(_line(state, start)) if _begins(state, start) else None
    if found is None or silent:
        return found is not None
    mark, word, title = found.groups()
    _open(state, "fold" if mark != "!!!" else "callout", start, word=word, title=title, is_open="+" in mark)
    after = _inside(state, start, end)
    state.push("part_close", "div", -1)
    state.line = after
    return True


def tabs(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`=== "Title"` once for each tab, the content of each indented by four."""
    if not (_begins(state, start) and _TAB.match(_line(state, start))) or silent:
        return bool(_begins(state, start) and _TAB.match(_line(state, start)))
    _open(state, "tabs", start)
    at = start
    while at < end and _begins(state, at) and (found := _TAB.match(_line(state, at))):
        _open(state, "tab", at, title=found[1])
        at = _inside(state, at, end)
        state.push("part_close", "div", -1)
        state.line = at
        at = state.skipEmptyLines(at)
    state.push("part_close", "div", -1)
    return True


def colons(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`:::kind Title` up to its `:::`; one that is not closed ends with what holds it."""
    found = _COLONS.match(_line(state, start)) if _begins(state, start) else None
    if found is None or not found[2] or silent:
        return bool(found and found[2])
    title = found[3].strip()
    title = title[1:].partition("]")[0] if title.startswith("[") else title
    word = found[2].lower()
    last = _closing(state, start, end, len(found[1]))
    _open(state, _part_of(word), start, word=word, title=title or None)
    _within(state, start + 1, last, state.blkIndent)
    state.push("part_close", "div", -1)
    state.line = min(last + 1, end)
    return True


def snippet(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`{{ key }}` on a line of its own: the shared text of that name stands there."""
    found = _SNIPPET.match(_line(state, start)) if _begins(state, start) else None
    if found is None or silent:
        return found is not None
    text = _snippet_text(state, found[1])
    if text is None:
        return False
    env = state.env
    env["depth"] = env.get("depth", 0) + 1
    state.md.block.parse(text, state.md, env, state.tokens)
    env["depth"] -= 1
    state.line = start + 1
    return True


def _snippet_text(state: StateBlock, key: str) -> str | None:
    env = state.env
    text: str | None = env["around"].snippet(key)
    if text is None:
        env["broken"].append(f"{{{{ {key} }}}}")
        return None
    env["spent"] = env.get("spent", 0) + len(text)
    return text if env.get("depth", 0) < DEEPEST_SNIPPET and env["spent"] <= MOST_OF_SNIPPETS else None


def _part_of(word: str) -> str:
    if word in {"steps", "tabs", "tab"}:
        return word
    if word == "details":
        return "fold"
    return "callout" if kind_of(word) else "group"


def _begins(state: StateBlock, line: int) -> bool:
    return not state.is_code_block(line) and state.sCount[line] >= state.blkIndent


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _open(
    state: StateBlock,
    part: str,
    line: int,
    *,
    word: str = "",
    title: str | None = None,
    is_open: bool = False,
) -> None:
    token = state.push("part_open", "div", 1)
    token.block, token.map = True, [line, line + 1]
    token.meta = {"part": part, "kind": kind_of(word) or "note", "open": is_open, "title": title or ""}


def _inside(state: StateBlock, start: int, end: int) -> int:
    """Read the indented lines below a heading line; returns the line after them."""
    indent = state.blkIndent + _INDENT
    last = after = start + 1
    while after < end:
        if not state.isEmpty(after):
            if state.sCount[after] < indent:
                break
            last = after + 1
        after += 1
    _within(state, start + 1, last, indent)
    return last


def _within(state: StateBlock, first: int, last: int, indent: int) -> None:
    kept = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "container", last, indent
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax, state.blkIndent = kept


def _closing(state: StateBlock, start: int, end: int, colons: int) -> int:
    """The line that closes a block of `colons` colons; inner ones of as many or more are counted."""
    depth = 1
    for line, mark, name in _marks(state, start + 1, end):
        if len(mark) >= colons:
            depth += 1 if name else -1
        if depth == 0:
            return line
    return end


def _marks(state: StateBlock, first: int, end: int) -> Iterator[tuple[int, str, str | None]]:
    fence = ""
    for line in range(first, end):
        text = _line(state, line)
        if found := _FENCE.match(text):
            fence = "" if fence and text.startswith(fence) else fence or found[1]
        elif not fence and (mark := _COLONS.match(text)):
            yield line, mark[1], mark[2]

"""Markdown in paragraphs: what translators work on, one at a time. Pure, and nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FENCE = re.compile(r"^[\s>]*(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$")
_ONLY_A_PICTURE = re.compile(r"^\s*!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?\s*$")
_ONLY_A_SNIPPET = re.compile(r"^\s*\{\{[^}]*\}\}\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_KINDS = (
    ("heading", re.compile(r"^\s*#{1,6}\s")),
    ("list", re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")),
    ("quote", re.compile(r"^\s*>")),
    ("table", re.compile(r"^\s*\|")),
    ("mark", re.compile(r"^\s*(?::::|!!!|\?\?\?|===|<)")),
)


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a Markdown text, parted at blank lines; a fenced block of code is one, whole."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.replace("\r\n", "\n").split("\n"):
        if not fence and not line.strip():
            found.append([])
            continue
        found[-1].append(line)
        fence = _fence_after(line, fence)
    return ["\n".join(lines).rstrip() for lines in found if lines]


def _fence_after(line: str, fence: str) -> str:
    """The mark that ends the block of code we are in after this line, empty outside of one."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    mark = match["mark"]
    if not fence:
        return "" if mark[0] == "`" and "`" in match["info"] else mark
    ends = mark[0] == fence[0] and len(mark) >= len(fence) and not match["info"].strip()
    return "" if ends else fence


def joined(parts: Iterable[str]) -> str:
    """One Markdown text of paragraphs; empty ones are left out."""
    return "\n\n".join(part.strip("\n").rstrip() for part in parts if part.strip())


def kind(paragraph: str) -> str:
    """What sort of thing it is: code, heading, list, quote, table, mark or text."""
    first = paragraph.split("\n", 1)[0]
    if _FENCE.match(first):
        return "code"
    return next((name for name, pattern in _KINDS if pattern.match(first)), "text")


def has_words(paragraph: str) -> bool:
    """Whether it has something to translate: code, a lone picture and a shared piece of text have not."""
    if kind(paragraph) == "code" or _ONLY_A_PICTURE.match(paragraph) or _ONLY_A_SNIPPET.match(paragraph):
        return False
    return bool(_LETTER.search(paragraph))


def go_together(source: list[str], translation: list[str]) -> bool:
    """Whether two texts have the same paragraphs, one by one, as far as their form tells."""
    return len(source) == len(translation) and all(
        kind(ours) == kind(theirs) for ours, theirs in zip(source, translation, strict=True)
    )

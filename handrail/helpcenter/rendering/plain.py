"""The words of an article's HTML, and how long they take to read."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

_BLOCKS = set(
    re.findall(
        r"\w+",
        """blockquote br dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr label li ol p pre section
    summary table tr ul""",
    )
)
_WORDS_A_MINUTE = 230  # silent reading of adults, Brysbaert 2019
_SIGNS_A_MINUTE = 500  # Chinese and Japanese are counted by characters
_PICTURE = 0.1  # minutes
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


def words_of(html: str) -> str:
    """Plain text of HTML that was made harmless before: a block to a line, pictures by what they show."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def minutes_to_read(html: str) -> int:
    """Whole minutes, at least one."""
    text = words_of(html)
    signs = len(_SIGN.findall(text))
    words = len(_SIGN.sub(" ", text).split())
    spent = words / _WORDS_A_MINUTE + signs / _SIGNS_A_MINUTE + html.count("<img ") * _PICTURE
    return max(1, math.ceil(spent - 0.3))


class _Reader(HTMLParser):
    """Collects lines; fed only with HTML that `cleaning` has put in order."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[list[str]] = [[]]
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._verbatim += tag == "pre"
        if tag in _BLOCKS:
            self._lines.append([])
        if tag in {"td", "th"}:
            self._lines[-1].append(" ")
        if tag == "img":
            self._lines[-1].append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._verbatim -= tag == "pre" and self._verbatim > 0
        if tag in _BLOCKS:
            self._lines.append([])

    def handle_data(self, data: str) -> None:
        first, *rest = data.split("\n") if self._verbatim else [data]
        self._lines[-1].append(first)
        self._lines.extend([line] for line in rest)

    def text(self) -> str:
        """What was read, without empty lines."""
        lines = (" ".join("".join(line).split()) for line in self._lines)
        return "\n".join(line for line in lines if line)

"""Make a passage unreadable in texts, HTML and JSON: whatever white space, quote marks and tags lie in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from handrail.core.plain_text import text_to_html

LONGEST_PASSAGE = 5000
_BETWEEN_TEXT = r"[\s>\u00a0]+"
_BETWEEN_HTML = r"(?:\s|\u00a0|&nbsp;|&gt;|<[^>]*>)+"
_TAG = re.compile(r"<[^>]*>")
_LINE_END = re.compile(r"<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol))\b[^>]*>", re.IGNORECASE)
Redact = Callable[[str], str]


def redact_text(passage: str, mark: str) -> Redact:
    """A function that puts `mark` in the place of the passage: no case, any white space, quoted or not."""
    pattern = _pattern(passage, _BETWEEN_TEXT, re.escape)
    return lambda text: pattern.sub(lambda _found: mark, text)


def redact_html(passage: str, mark: str) -> Redact:
    """The same for safe HTML. Where tags lie inside of a word, only the words are left of the HTML."""
    pattern = _pattern(passage, _BETWEEN_HTML, lambda word: re.escape(escape(word, quote=False)))
    plain = redact_text(passage, mark)

    def redact(html: str) -> str:
        done = pattern.sub(lambda _found: escape(mark), html)
        if _bare(passage) not in _bare(unescape(_TAG.sub("", done))):
            return done
        words = unescape(_TAG.sub("", _LINE_END.sub("\n", done)))
        words = plain(words) if _bare(passage) not in _bare(plain(words)) else mark
        return text_to_html(words)

    return redact


def redact_json(value: Any, redact: Redact) -> Any:
    """Every text in a JSON value redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: redact_json(inner, redact) for key, inner in value.items()}
    if isinstance(value, list):
        return [redact_json(inner, redact) for inner in value]
    return value


def holds(passage: str, *texts: str) -> bool:
    """Whether the passage stands in one of the texts, or of the HTML texts."""
    wanted = _bare(passage)
    return any(wanted in _bare(text) or wanted in _bare(unescape(_TAG.sub("", text))) for text in texts)


def _pattern(passage: str, between: str, write: Callable[[str], str]) -> re.Pattern[str]:
    words = passage[:LONGEST_PASSAGE].split()
    return re.compile(between.join(write(word) for word in words), re.IGNORECASE)


def _bare(text: str) -> str:
    """The letters alone: a passage is the same however it is cut into lines, quotes and tags."""
    return re.sub(r"[\s>\u00a0]+", "", text).casefold()

"""Which leaves of a mail are its words, and which are files that came with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from urllib.parse import unquote

from handrail.channels.email.reading.charsets import to_text
from handrail.channels.email.reading.letters import Attached, Limits, TextSource, Unreadable
from handrail.channels.email.reading.parts import Part
from handrail.core.plain_text import html_to_text

_LINK = re.compile(r"<(?:a|area)\s[^<>]{0,2000}?href", re.IGNORECASE)
_CID = re.compile(r"\bcid:([^\s\"'<>]{1,500})", re.IGNORECASE)
_WORDS = {"text/plain", "text/html"}


def is_body(part: Part) -> bool:
    """A leaf shown as the mail's words: plain or HTML text that is not offered as a file."""
    if part.content_type not in _WORDS or part.disposition == "attachment":
        return False
    return not part.name


def text_of(parts: Sequence[Part], html: str) -> tuple[str, TextSource]:
    """The words of the mail as plain text, and where they were found."""
    sound = [part for part in parts if not part.repaired]
    sources: tuple[tuple[TextSource, Callable[[], str]], ...] = (
        ("plain", lambda: _joined("text/plain", sound, "\n")),
        ("repaired", lambda: _joined("text/plain", parts, "\n")),
        ("html", lambda: html_to_text(html)),
    )
    for source, read in sources:
        text = read()
        if text.strip():
            return text, source
    return "", "none"


def html_within(parts: Iterable[Part], limits: Limits) -> str:
    """All HTML bodies, one below the other, still unsafe. Raises Unreadable for too many links."""
    html = _joined("text/html", parts, "\n")
    if html.count("href") > limits.links and len(_LINK.findall(html)) > limits.links:
        raise Unreadable(f"It has more than {limits.links} links.")
    return html


def _joined(kind: str, parts: Iterable[Part], glue: str) -> str:
    found = [
        to_text(part.data, part.charset, detect=True)
        for part in parts
        if part.content_type == kind and is_body(part)
    ]
    return glue.join(text.replace("\r\n", "\n").replace("\r", "\n") for text in found)


def files_of(parts: Sequence[Part], html: str) -> tuple[Attached, ...]:
    """Everything that is not a body. Inline means: shown within the words, by cid or by its disposition."""
    shown = {unquote(unescape(one)) for one in _CID.findall(html)}
    return tuple(
        Attached(
            name=part.name,
            content_type=part.content_type,
            data=part.data,
            inline=part.disposition == "inline" or part.content_id in shown,
            content_id=part.content_id,
        )
        for part in parts
        if not is_body(part)
    )

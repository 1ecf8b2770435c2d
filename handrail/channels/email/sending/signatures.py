"""A mailbox's signature: a little Markdown becomes HTML and plain text, with the writer's name in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from handrail.core.plain_text import html_to_text
from handrail.core.text_safety import safe_html

VARIABLES = ("agent", "mailbox")
RULE = "-- "  # RFC 3676 §4.3


@dataclass(frozen=True)
class Part:
    """A part of a mail in both its forms; the HTML is safe."""

    text: str = ""
    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip())


def signature(source: str, *, agent: str, mailbox: str) -> Part:
    """The signature as it stands in a mail. `source` knows **bold**, *italic*, [links](https://…), lines.

    `{agent}` and `{mailbox}` stand for names; a name is never read as Markdown or HTML. Empty for no source.
    """
    html = safe_html(_markdown().render(source.strip()))
    for variable, name in zip(VARIABLES, (agent, mailbox), strict=True):
        html = html.replace(f"{{{variable}}}", escape(" ".join(name.split())))
    text = html_to_text(html)
    return Part(text, html) if text else Part()


def signature_below(source: str, *, agent: str, mailbox: str) -> Part:
    """The same with what parts it from the words above."""
    part = signature(source, agent=agent, mailbox=mailbox)
    if not part:
        return part
    return Part(f"{RULE}\n{part.text}", f'<div class="mail-signature">\n{part.html}\n</div>')


@cache
def _markdown() -> MarkdownIt:
    rules = ["emphasis", "link", "autolink", "newline", "escape", "entity"]
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(rules)

"""Draw an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from handrail.core.text_safety import safe_html


@dataclass(frozen=True)
class Heading:
    """A heading inside an article, and where it is found on the page."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Around:
    """What an article's words refer to: each takes a name and says where it is, or None.

    `link`: the path that an internal link leads to; `asset`: the address of an image or a file;
    `snippet`: the Markdown of a shared piece of text.
    """

    language: str
    link: Callable[[str], str | None] = field(default=lambda _name: None)
    asset: Callable[[str], str | None] = field(default=lambda _name: None)
    snippet: Callable[[str], str | None] = field(default=lambda _key: None)


@dataclass(frozen=True)
class Rendered:
    """An article as readers get it; `broken` are internal links and files that lead nowhere."""

    html: str
    headings: tuple[Heading, ...] = ()
    text: str = ""
    minutes: int = 1
    broken: tuple[str, ...] = ()


def render(body: str, around: Around) -> Rendered:
    """The HTML of an article's Markdown. Pure: whatever it refers to is asked of `around`."""
    html = safe_html(str(MarkdownIt("commonmark").render(body)))
    return Rendered(html=html, text=body)

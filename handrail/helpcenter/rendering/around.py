"""What an article's words refer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Around:
    """What an article's words refer to: each takes a name and says where it is, or None.

    `link`: the path that an internal link leads to; `asset`: the address of an image or a file;
    `snippet`: the Markdown of a shared piece of text; `size`: width and height in px of an image.
    """

    language: str
    link: Callable[[str], str | None] = field(default=lambda _name: None)
    asset: Callable[[str], str | None] = field(default=lambda _name: None)
    snippet: Callable[[str], str | None] = field(default=lambda _key: None)
    size: Callable[[str], tuple[int, int] | None] = field(default=lambda _name: None)

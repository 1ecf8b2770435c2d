"""Articles that were written as HTML, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import nh3
from markdownify import MarkdownConverter

from handrail.core.html_depth import shallow

_SILENT = {"script", "style", "title", "template", "noembed", "noframes", "object", "svg", "math"}
_FILMS = re.compile(
    r"(?:https?:)?//(?:www\.)?(youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com/video)/([\w-]+)"
)
_TAGS = set(
    re.findall(
        r"\w+",
        """a b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
        iframe img ins kbd li mark ol p pre s small span strong sub summary sup table tbody td tfoot th thead
        tr u ul""",
    )
)
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "iframe": {"src", "title"}, "td": {"colspan"}}


def to_markdown(html: str, named: Callable[[str], str | None]) -> str:
    """HTML as Markdown; `named` gives our name for an address of the old help center, None for others."""
    tidy = nh3.clean(
        shallow(html.replace("\0", "")),
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    made = _Converter(named, heading_style="ATX", bullets="-", code_language="").convert(tidy)
    return re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{3,}", "\n\n", str(made))).strip() + "\n"


class _Converter(MarkdownConverter):
    """Ordinary HTML, and what Zendesk's editor makes of films."""

    def __init__(self, named: Callable[[str], str | None], **options: Any) -> None:
        super().__init__(**options)
        self._named = named

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        """A link, to our own name where it leads to an article or a file that comes along."""
        if named := self._named(el.get("href") or ""):
            el["href"] = named
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        """A picture, by our own name where it comes along."""
        source = el.get("src") or ""
        alt = (el.get("alt") or "").replace("\n", " ").replace("]", "")
        return f"![{alt}]({self._named(source) or source})"

    def convert_iframe(self, el: Any, text: str, parent_tags: Any) -> str:
        """A film that was embedded becomes a card that leads there."""
        found = _FILMS.match(el.get("src") or "")
        if found is None:
            return ""
        where = "https://vimeo.com/" if "vimeo" in found[1] else "https://www.youtube.com/watch?v="
        return f"\n\n![{el.get('title') or ''}]({where}{found[2]})\n\n"

"""Draw an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from handrail.helpcenter.rendering import tree
from handrail.helpcenter.rendering.around import Around
from handrail.helpcenter.rendering.blocks import use_blocks
from handrail.helpcenter.rendering.cleaning import clean
from handrail.helpcenter.rendering.drawing import Drawing
from handrail.helpcenter.rendering.plain import minutes_to_read, words_of
from handrail.helpcenter.rendering.resolving import Names
from handrail.helpcenter.rendering.tree import Heading

_OWN_ANCHOR = re.compile(r'<[a-z0-9]+[^<>]*\s(?:id|name)="([^"]+)"')


@dataclass(frozen=True)
class Rendered:
    """An article as readers get it; `broken` are internal links and files that lead nowhere.

    `headings` in their order, the first level is 2; `text` without marks, a block to a line.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    text: str = ""
    minutes: int = 1
    broken: tuple[str, ...] = ()


def render(body: str, around: Around) -> Rendered:
    """The HTML of an article's Markdown. Pure: whatever it refers to is asked of `around`."""
    env = {"around": around, "headings": [], "broken": [], "parts": [], "tabs": [], "groups": 0}
    drawn = str(_parser().render(body, env))
    names = Names(around, {one.anchor for one in env["headings"]} | set(_OWN_ANCHOR.findall(drawn)))  # type: ignore[attr-defined]
    html = clean(drawn, names)
    return Rendered(
        html=html,
        headings=tuple(env["headings"]),  # type: ignore[arg-type]
        text=words_of(html),
        minutes=minutes_to_read(html),
        broken=tuple(dict.fromkeys([*env["broken"], *names.broken])),  # type: ignore[misc]
    )


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True}, renderer_cls=Drawing)
    parser.enable(["table", "strikethrough", "linkify"])
    parser.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]  # README.md is no address
    parser.use(footnote_plugin).use(deflist_plugin)
    use_blocks(parser)
    rules = parser.core.ruler
    rules.after("block", "alerts", tree.quotes_to_callouts)
    rules.after("inline", "anchors", tree.name_headings)
    for name in ("read_titles", "size_pictures", "lone_pictures", "align_cells", "tick_boxes"):
        rules.push(name, getattr(tree, name))
    return parser

"""Markdown of articles → HTML that is safe under our policy, its headings and its plain text."""

from handrail.helpcenter.rendering.around import Around
from handrail.helpcenter.rendering.article import Rendered, render
from handrail.helpcenter.rendering.tree import Heading, anchor_of

__all__ = ["Around", "Heading", "Rendered", "anchor_of", "render"]

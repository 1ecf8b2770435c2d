"""Markdown of articles → HTML that is safe under our policy, its headings and its plain text."""

from handrail.helpcenter.rendering.article import Around, Heading, Rendered, render

__all__ = ["Around", "Heading", "Rendered", "render"]

"""An article in one line, for whoever reads them."""

from __future__ import annotations

from typing import Any

from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article, publish


def article(
    title: str,
    body: str = "",
    *,
    language: str = "en",
    summary: str = "",
    site: Site | None = None,
    **facts: Any,
) -> Translation:
    """A published article; of the site without a domain if none is named."""
    words = Words(title=title, body=body, summary=summary)
    made = create_article(site or the_site(), language=language, words=words, by=None, **facts)
    publish(made.revisions.get(), by=None)
    made.refresh_from_db()
    return made

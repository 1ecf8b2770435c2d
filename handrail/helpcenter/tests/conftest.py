"""An article in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article, publish

Write = Callable[..., Translation]


@pytest.fixture
def site(db: None) -> Site:
    site = the_site()
    site.name, site.languages = "Lamp help", ["en", "fr", "ro"]
    site.save()
    return site


@pytest.fixture
def write(site: Site) -> Write:
    """`write("White page", "Empty the cache.")` publishes an article; `is_draft=True` leaves it a draft."""

    def make(
        title: str, body: str = "", *, language: str = "en", is_draft: bool = False, **facts: Any
    ) -> Translation:
        words = Words(title=title, body=body, summary=facts.pop("summary", ""))
        made = create_article(
            site, language=language, words=words, by=None, slug=facts.pop("slug", ""), **facts
        )
        if not is_draft:
            assert made.latest is not None
            publish(made.latest, by=None)
            made.refresh_from_db()
        return made

    return make

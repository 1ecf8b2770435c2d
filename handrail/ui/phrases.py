"""What templates say, translated once per language: a page says some hundred phrases."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext
from markupsafe import Markup

MOST_KEPT = 8192


def say(phrase: str, /, **variables: object) -> Markup:
    """The phrase in the reader's language, safe; variables are escaped.

    Stands for Jinja's new-style `gettext`, and like that takes every phrase as a format string.
    """
    language = get_language()
    return _translated(language, phrase) % variables if variables else _finished(language, phrase)


@lru_cache(maxsize=MOST_KEPT)
def _translated(_language: str | None, phrase: str) -> Markup:
    return Markup(gettext(phrase))  # noqa: S704 - as Jinja's gettext does: phrases are the templates' own


@lru_cache(maxsize=MOST_KEPT)
def _finished(language: str | None, phrase: str) -> Markup:
    return _translated(language, phrase) % {}

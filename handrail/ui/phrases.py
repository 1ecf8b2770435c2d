"""What templates say, translated once per language: a page says some hundred phrases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils.translation import get_language, gettext
from markupsafe import Markup

MOST_KEPT = 8192
# Django takes three microseconds to find the language of a thread; a page asks for it three hundred times.
_drawn_in: ContextVar[str | None] = ContextVar("drawn_in", default=None)


@contextmanager
def drawing() -> Iterator[None]:
    """Inside the block a page is drawn: its templates speak the language that holds now."""
    before = _drawn_in.set(get_language())
    try:
        yield
    finally:
        _drawn_in.reset(before)


def spoken() -> str | None:
    """The reader's language, for templates."""
    return _drawn_in.get() or get_language()


def say(phrase: str, /, **variables: object) -> Markup:
    """The phrase in the reader's language, safe; variables are escaped.

    Stands for Jinja's new-style `gettext`, and like that takes every phrase as a format string.
    """
    language = spoken()
    return _translated(language, phrase) % variables if variables else _finished(language, phrase)


@lru_cache(maxsize=MOST_KEPT)
def _translated(_language: str | None, phrase: str) -> Markup:
    return Markup(gettext(phrase))  # noqa: S704 - as Jinja's gettext does: phrases are the templates' own


@lru_cache(maxsize=MOST_KEPT)
def _finished(language: str | None, phrase: str) -> Markup:
    return _translated(language, phrase) % {}

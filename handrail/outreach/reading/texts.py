"""The words to show where something is told in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from handrail.helpcenter.reading.languages import nearest

T = TypeVar("T")


class Told(NamedTuple):
    """In which language something is told."""

    language: str
    is_own: bool


def told_in(texts: Mapping[str, T], language: str, fallback: str) -> Told | None:
    """The language to show: the reader's own, else the site's first one, else any; None where there is none.

    `is_own`: it is what the reader asked for.
    """
    if own := nearest(language, texts):
        return Told(own, True)
    found = nearest(fallback, texts) or next(iter(texts), "")
    return Told(found, False) if found else None

"""Articles that are never answered from, however well they fit; leads say which."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from handrail.assistant.answering.evidence import Evidence
from handrail.assistant.models import Withheld
from handrail.core.remembered import remembered

_tried: ContextVar[frozenset[int]] = ContextVar("withheld_tried", default=frozenset())


@remembered
def withheld() -> frozenset[int]:
    """The keys of those articles; remembered for as long as a page may be behind."""
    return frozenset(Withheld.objects.values_list("article", flat=True))


def answerable(found: Sequence[Evidence]) -> list[Evidence]:
    """What may be answered from, in its order."""
    left_out = withheld() | _tried.get()
    return [one for one in found if one.article not in left_out]


@contextmanager
def withholding_tried(articles: Collection[int]) -> Iterator[None]:
    """Inside, in this thread alone, these are not answered from either."""
    token = _tried.set(frozenset(articles))
    try:
        yield
    finally:
        _tried.reset(token)

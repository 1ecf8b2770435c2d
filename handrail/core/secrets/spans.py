"""Where secrets stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

MOST_OF_A_SEARCH = 50_000
REST = "rest of the text"


class Span(NamedTuple):
    """A secret from `begin` to before `end`. Of two that overlap, the kind of the smaller `rank` is told."""

    begin: int
    end: int
    kind: str
    rank: int


def at_most(spans: Iterator[Span], text: str) -> Iterator[Span]:
    """What one search finds, in the text's order; after fifty thousand the rest of the text is one.

    Who sends so many secrets has sent no log, and each costs time.
    """
    yield from islice(spans, MOST_OF_A_SEARCH)
    if one_more := next(spans, None):
        yield Span(one_more.begin, len(text), REST, -1)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in the text's order; those that overlap are one, so that no piece of a secret is left."""
    told: list[Span] = []
    for span in sorted(spans):
        if told and span.begin < told[-1].end:
            last = told.pop()
            kind, rank = min((last.rank, last.kind), (span.rank, span.kind))[::-1]
            told.append(Span(last.begin, max(last.end, span.end), kind, rank))
        else:
            told.append(span)
    return told

"""Where secrets stand in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A secret from `begin` to before `end`. Of two that overlap, the kind of the smaller `rank` is told."""

    begin: int
    end: int
    kind: str
    rank: int


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

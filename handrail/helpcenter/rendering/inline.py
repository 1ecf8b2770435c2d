"""The words of a block as they are marked: bold, code, links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, takewhile
from typing import NamedTuple

_KEPT = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "kbd": "kbd"}
_WHOLE = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_PIECE = re.compile(r"\s+|\S+")


class Run(NamedTuple):
    """Words with the same marks: the tags that open around them, outermost first, as they stand in HTML."""

    text: str
    marks: tuple[str, ...] = ()


def mark_of(tag: str, href: str) -> str:
    """How a tag opens where it marks words, empty for every other; a link only where its address is whole."""
    if tag == "a":
        return f'<a href="{escape(href)}">' if _WHOLE.match(href) else ""
    return f"<{_KEPT[tag]}>" if tag in _KEPT else ""


def collapsed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with one space between words, and none around lines that were broken by hand."""
    found: list[Run] = []
    between = ""
    for text, marks in runs:
        for piece in _PIECE.findall(text):
            if piece.isspace():
                between = "\n" if "\n" in piece + between else " "
                continue
            if found and between:
                found.append(Run(between, _shared(found[-1].marks, marks)))
            found.append(Run(piece, marks))
            between = ""
    same = groupby(found, lambda one: one.marks)
    return tuple(Run("".join(one.text for one in together), marks) for marks, together in same)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The marks with which both begin."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return tuple(mark for mark, _same in pairs)


def part_of(runs: Sequence[Run], begin: int, end: int) -> tuple[Run, ...]:
    """The characters from `begin` to `end` of all that the runs say."""
    return tuple(run for run in _cut(runs, begin, end) if run.text)


def _cut(runs: Sequence[Run], begin: int, end: int) -> Iterator[Run]:
    at = 0
    for text, marks in runs:
        yield Run(text[max(0, begin - at) : max(0, end - at)], marks)
        at += len(text)


def as_inline(runs: Iterable[Run]) -> str:
    """The runs as HTML; their words are escaped."""
    made: list[str] = []
    opened: tuple[str, ...] = ()
    for text, marks in (*runs, Run("")):
        same = len(_shared(opened, marks))
        made += [_closing(mark) for mark in reversed(opened[same:])]
        made += [*marks[same:], escape(text, quote=False).replace("\n", "<br>")]
        opened = marks
    return "".join(made)


def _closing(mark: str) -> str:
    return f"</{mark[1:-1].partition(' ')[0]}>"

"""Repeats in a log, folded: the same line or block again and again, also with other times in it.

Pure. Lines are the same when they differ in times alone. A block may have so many lines as a stack trace has.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

LONGEST_BLOCK = 60  # lines
LEAST_HIDDEN = 2  # lines; one that is hidden takes as much room as it saves
_DAY = r"(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/. ](?:\d\d?|[A-Za-z]{3})[-/. ]\d{4}|[A-Z][a-z]{2} {1,2}\d\d?)"
_CLOCK = r"\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:[AP]M|UTC|GMT|Z|[+-]\d\d:?\d\d))?"
_TIME = re.compile(
    rf"(?:[A-Z][a-z]{{2}},? )?{_DAY}(?:[T ,:]{{1,2}}{_CLOCK})?|{_CLOCK}|\b1[5-9]\d{{8}}(?:\.?\d{{3,6}})?\b"
)


class Stretch(NamedTuple):
    """Lines that stand in a row: shown, or, with `times`, more of the `size` lines that stand above them."""

    first: int  # number of the first line, from 1
    lines: list[str]
    times: int = 0
    size: int = 0


def folded(lines: list[str]) -> list[Stretch]:
    """The lines in stretches, none left out: what repeats is shown once and followed by its repeats."""
    keys = _keys(lines)
    pieces: list[tuple[int, int, int]] = []  # begin, size of the block, repeats; no repeats: one plain line
    at = 0
    while at < len(lines):
        size, repeats = _repeats(keys, at)
        pieces.append((at, size, repeats))
        at += size * (repeats + 1)
    told: list[Stretch] = []
    for is_plain, group in groupby(pieces, key=lambda piece: not piece[2]):
        begins = list(group)
        if is_plain:
            first, last = begins[0][0], begins[-1][0]
            told.append(Stretch(first + 1, lines[first : last + 1]))
            continue
        for begin, size, repeats in begins:
            again = begin + size
            told.append(Stretch(begin + 1, lines[begin:again]))
            told.append(Stretch(again + 1, lines[again : again + size * repeats], repeats, size))
    return told


def _keys(lines: list[str]) -> list[int]:
    """A number for each line, the same for those that differ in times alone."""
    known: dict[str, int] = {}
    return [known.setdefault(_TIME.sub("\0", line), len(known)) for line in lines]


def _repeats(keys: list[int], at: int) -> tuple[int, int]:
    """The block that begins here and repeats at once, hiding most lines, and how often; (1, 0) for none."""
    best, most = (1, 0), 0
    for size in range(1, min(LONGEST_BLOCK, (len(keys) - at) // 2) + 1):
        if keys[at] != keys[at + size]:
            continue
        repeats = _times(keys, at, size)
        if repeats * size > most and repeats * size >= LEAST_HIDDEN:
            best, most = (size, repeats), repeats * size
        if repeats and size == 1:
            break  # one line again and again is no block of itself
    return best


def _times(keys: list[int], at: int, size: int) -> int:
    block = keys[at : at + size]
    times = 0
    while keys[at + size * (times + 1) : at + size * (times + 2)] == block:
        times += 1
    return times

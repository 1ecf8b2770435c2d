"""What changed between two texts, line by line and inside a line word by word. Pure.

Lines are paired as Python's difflib does (Ratcliff and Obershelp's matching blocks); inside a pair of changed
lines the same is done with words: a reader sees the three words that changed, not a whole paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# With the space behind it: spaces alone, which are everywhere, would make the matching slow.
_WORD = re.compile(r"\w+\s*|\s+|[^\w\s]\s*", re.UNICODE)
_LONGEST_LINE = 6_000  # characters: longer lines are shown as changed as a whole
_MANY_LINES = 3_000  # from here on, lines that stand everywhere are no landmarks


@dataclass(frozen=True)
class Piece:
    """Some words of a line: kind is same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line as it reads now, with what was taken out; kind is same, added, removed or changed."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Gap:
    """So many lines that did not change are not shown."""

    lines: int
    kind: str = "gap"


def difference(before: str, after: str) -> list[Line]:
    """Every line of both texts, in reading order."""
    old, new = before.split("\n"), after.split("\n")
    return list(_lines(old, new))


def folded(lines: Sequence[Line], around: int = 2) -> list[Line | Gap]:
    """The same with what did not change left out, but for so many lines around each change."""
    changed = [index for index, line in enumerate(lines) if line.kind != "same"]
    near = {one for index in changed for one in range(index - around, index + around + 1)}
    found: list[Line | Gap] = []
    hidden = 0
    for index, line in enumerate(lines):
        if index in near:
            found += [Gap(hidden)] if hidden else []
            found.append(line)
            hidden = 0
        else:
            hidden += 1
    return [*found, Gap(hidden)] if hidden else found


def words(before: str, after: str) -> tuple[Piece, ...]:
    """One line against another, word by word."""
    if max(len(before), len(after)) > _LONGEST_LINE:
        return (Piece("removed", before), Piece("added", after))
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        pieces += [Piece("removed", "".join(old[i1:i2]))] if i1 < i2 else []
        pieces += [Piece("added", "".join(new[j1:j2]))] if j1 < j2 else []
    return tuple(pieces)


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    is_long = max(len(old), len(new)) > _MANY_LINES
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=is_long).get_opcodes():
        if tag == "equal":
            yield from (Line("same", (Piece("same", line),)) for line in old[i1:i2])
            continue
        yield from _changed(old[i1:i2], new[j1:j2])


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    """Lines that took each other's place stand together where they are alike, else one after the other."""
    pairs = min(len(old), len(new))
    for before, after in zip(old[:pairs], new[:pairs], strict=True):
        if before.strip() and after.strip() and _alike(before, after):
            yield Line("changed", words(before, after))
            continue
        yield Line("removed", (Piece("removed", before),))
        yield Line("added", (Piece("added", after),))
    yield from (Line("removed", (Piece("removed", line),)) for line in old[pairs:])
    yield from (Line("added", (Piece("added", line),)) for line in new[pairs:])


def _alike(before: str, after: str) -> bool:
    if max(len(before), len(after)) > _LONGEST_LINE:
        return False
    matcher = SequenceMatcher(None, _WORD.findall(before), _WORD.findall(after), autojunk=False)
    return matcher.real_quick_ratio() > 0.4 and matcher.ratio() > 0.4

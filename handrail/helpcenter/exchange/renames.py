"""What a commit did to the names of files: git's own detection, two lines of which may be one rename."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Change:
    """What happened to a file: `kind` is git's (A, C, D, M, R), `before` and `after` are blobs.

    `is_rewritten`: hardly a line is left of what stood there. `old` is its path before, `new` the one after.
    """

    kind: str
    before: str
    after: str
    old: str
    new: str
    is_rewritten: bool = False


def renamed(changes: Sequence[Change]) -> list[Change]:
    """The same changes, with renames that git tells otherwise: where something new stands in the old place,
    and where names went round (two that were swapped) without another word.
    """
    return _went_round(_left_behind(changes))


def _left_behind(changes: Sequence[Change]) -> list[Change]:
    """Copied and rewritten in one commit: it moved, and another article was begun in its place."""
    rewritten = {one.old for one in changes if one.kind == "M" and one.is_rewritten}
    copied = {one.old: one for one in changes if one.kind == "C" and one.old in rewritten}
    moved = set(copied.values())
    return [
        replace(one, kind="R")
        if one in moved
        else replace(one, kind="A")
        if one.kind == "M" and one.old in copied
        else one
        for one in changes
    ]


def _went_round(changes: Sequence[Change]) -> list[Change]:
    """A file that says what another one said, whose own words stand under a third name, moved there."""
    given = {one.before: one.old for one in changes if one.kind in "MD"}
    taken = {one.after for one in changes if one.kind in "MA"}
    others = [one for one in changes if one.kind == "M" and given.get(one.after, one.old) != one.old]
    swapped = {one for one in others if one.before in taken}
    free = {one.old for one in swapped}
    moved = swapped | {one for one in changes if one.kind == "A" and given.get(one.after) in free}
    sources = {given[one.after] for one in moved}
    left = [one for one in changes if not (one.kind == "D" and one.old in sources)]
    return [replace(one, kind="R", old=given[one.after]) if one in moved else one for one in left]

"""What changed between two versions of a text: paragraph by paragraph, and word by word inside. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

MOST_WORDS = 3000  # of a paragraph, spaces and signs counted; longer ones are shown whole, old and new
MOST_PAIRS = 2500  # paragraphs that were replaced × those that took their place; beyond, they go by order
ALIKE = 0.35  # share of common words from which on a paragraph is the same one, changed
_JOINERS = "\u200c\u200d"
_EACH_ALONE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))


class Kind(StrEnum):
    """What happened to a paragraph, or to some words."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Span:
    """Some words that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """What became of a paragraph; `old_at` and `new_at` are its places before and after."""

    kind: Kind
    old: str = ""
    new: str = ""
    old_at: int | None = None
    new_at: int | None = None

    @property
    def words(self) -> tuple[Span, ...]:
        """The paragraph with what came and went, word by word."""
        return word_changes(self.old, self.new)


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """How one list of paragraphs became another, in reading order; what went stands before what came."""
    found: list[Change] = []
    for tag, i, until_i, j, until_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs: list[tuple[int | None, int | None]] = [(i + at, j + at) for at in range(until_i - i)]
        else:
            pairs = _paired(old, new, range(i, until_i), range(j, until_j))
        found += [_change(old, new, before, after) for before, after in pairs]
    return found


def _change(old: Sequence[str], new: Sequence[str], before: int | None, after: int | None) -> Change:
    if before is None or after is None:
        kind = Kind.ADDED if before is None else Kind.REMOVED
    else:
        kind = Kind.SAME if old[before] == new[after] else Kind.CHANGED
    was = old[before] if before is not None else ""
    now = new[after] if after is not None else ""
    return Change(kind, was, now, before, after)


def _paired(
    old: Sequence[str], new: Sequence[str], before: range, after: range
) -> list[tuple[int | None, int | None]]:
    """Which paragraph became which: as alike as possible, and in order."""
    if len(before) * len(after) > MOST_PAIRS:
        both = list(zip(before, after, strict=False))
    else:
        both = _most_alike(old, new, before, after)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = before.start, after.start
    for goes, comes in [*both, (before.stop, after.stop)]:
        pairs += [(at, None) for at in range(i, goes)] + [(None, at) for at in range(j, comes)]
        if goes < before.stop and comes < after.stop:
            pairs.append((goes, comes))
        i, j = goes + 1, comes + 1
    return pairs


def _most_alike(old: Sequence[str], new: Sequence[str], before: range, after: range) -> list[tuple[int, int]]:
    """The pairs in order whose likenesses are most together (as a longest common subsequence is found)."""
    best: dict[tuple[int, int], tuple[float, tuple[tuple[int, int], ...]]] = {}
    for i in reversed(before):
        for j in reversed(after):
            choices = [best.get((i + 1, j), (0.0, ())), best.get((i, j + 1), (0.0, ()))]
            likeness = _likeness(old[i], new[j])
            if likeness >= ALIKE:
                rest = best.get((i + 1, j + 1), (0.0, ()))
                choices.append((rest[0] + likeness, ((i, j), *rest[1])))
            best[i, j] = max(choices, key=lambda choice: choice[0])
    return list(best.get((before.start, after.start), (0.0, ()))[1])


def _likeness(old: str, new: str) -> float:
    """How many of the words of both are common to both (Sørensen and Dice), 0 to 1."""
    ours, theirs = _bag(old), _bag(new)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


@lru_cache(maxsize=4096)
def _bag(text: str) -> frozenset[str]:
    return frozenset(token.casefold() for token in tokens(text) if not token.isspace())


def word_changes(old: str, new: str) -> tuple[Span, ...]:
    """What came and went inside a text. The words that are not ADDED make `old`, those not REMOVED `new`."""
    before, after = tokens(old), tokens(new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return tuple(_spans((("replace", old, new),)))
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(_spans((tag, "".join(before[i:k]), "".join(after[j:m])) for tag, i, k, j, m in steps))


def _spans(steps: Iterator[tuple[str, str, str]] | tuple[tuple[str, str, str], ...]) -> Iterator[Span]:
    for tag, went, came in steps:
        if tag == "equal":
            yield Span(Kind.SAME, went)
            continue
        if went:
            yield Span(Kind.REMOVED, went)
        if came:
            yield Span(Kind.ADDED, came)


def tokens(text: str) -> list[str]:
    """Words, spaces and signs; letters keep their marks. Scripts without spaces go letter by letter."""
    found: list[str] = []
    for is_word, run in groupby(text, key=_sort):
        letters = "".join(run)
        found += [letters] if is_word in ("word", "space") else _clusters(letters)
    return found


def _sort(letter: str) -> str:
    if letter.isspace():
        return "space"
    if any(low <= ord(letter) <= high for low, high in _EACH_ALONE):
        return "alone"
    return "word" if letter in _JOINERS or unicodedata.category(letter)[0] in "LMN" else "sign"


def _clusters(letters: str) -> list[str]:
    """Letter by letter, each with the marks that belong to it."""
    found: list[str] = []
    for letter in letters:
        if found and unicodedata.category(letter)[0] == "M":
            found[-1] += letter
        else:
            found.append(letter)
    return found

"""How true a translation still is: the model of Mozilla's support site (Kitsune), as pure arithmetic.

A translation says which revision of its source it was made from. Whoever changes the source says what the
change means (`Significance`) and whether it may be translated already (`is_ready`). Both together tell how a
translation stands; no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TYPO, MINOR, MAJOR = 10, 20, 30  # as in models.Significance, which tests hold to this


class Standing(StrEnum):
    """How a translation stands to its source.

    `unready`: nothing of the source may be translated yet. `missing`: there are no words in this language, or
    they are still word for word the source's.
    """

    CURRENT = "current"
    OUTDATED = "outdated"
    MAJORLY_OUTDATED = "majorly outdated"
    MISSING = "missing"
    UNREADY = "unready"


@dataclass(frozen=True)
class Step:
    """A revision of a source: its number, what it means to translations, whether they may follow it."""

    number: int
    significance: int
    is_ready: bool = True


@dataclass(frozen=True)
class Words:
    """The words of a translation, as far as they matter here.

    `based_on` is the number of the source's revision that they say the same as, None where nobody knows.
    """

    based_on: int | None
    is_identical: bool = False


def standing(source: Iterable[Step], words: Words | None, *, published: int | None = None) -> Standing:
    """How a translation with these words stands to a source with these revisions, in any order.

    `published` is the number of the revision that readers see: what is written after it does not count yet.
    Without one every revision counts. A revision that is ready brings along what came before it.
    """
    steps = [step for step in source if published is None or step.number <= published]
    goal = max((step.number for step in steps if step.is_ready), default=None)
    if goal is None:
        return Standing.UNREADY
    if words is None or words.is_identical:
        return Standing.MISSING
    since = words.based_on or 0
    return judge(step.significance for step in steps if since < step.number <= goal)


def judge(missed: Iterable[int]) -> Standing:
    """How a translation stands that missed changes of these significances."""
    worst = max(missed, default=TYPO)
    if worst >= MAJOR:
        return Standing.MAJORLY_OUTDATED
    return Standing.OUTDATED if worst >= MINOR else Standing.CURRENT

"""What a test bench says of each question, and of all of them together (pure)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handrail.assistant.models.bench import TO_PERSON

ENOUGH = 30  # cases from which on a share says anything
_Z = 1.96  # of a normal distribution: 95 % lie within so many standard deviations


class Became(StrEnum):
    """What became of a question whose answer is known."""

    RIGHT = "right"  # the right article, or silence where there is none
    NAMED = "named"  # an answer from another article; the right one is only named below it
    WRONG = "wrong"  # an answer, and the right article is nowhere in it
    SILENT = "silent"  # no answer, although there is one


@dataclass(frozen=True)
class Told:
    """What the engine told: the articles it named, best first, and how sure it was (0 to 1).

    `to_person`: what was asked is for people, so nobody is shown an answer; `why` (one of `Because`), and
    because of which `matter` (its key), is not known of older trials.
    """

    confidence: float
    articles: tuple[int, ...]
    to_person: bool = False
    why: str = ""
    matter: str = ""

    def shown(self, threshold: float) -> int | None:
        """The article an asker is shown where it answers from `threshold` on; None for no answer."""
        is_told = self.articles and self.confidence >= threshold and not self.to_person
        return self.articles[0] if is_told else None

    def became(self, expected: int | None, threshold: float) -> Became:
        """What that is, where it answers from `threshold` on and this article is expected.

        None: no article answers it; TO_PERSON: a person is to. Whoever gets no answer gets a person.
        """
        shown = self.shown(threshold)
        if shown is None:
            return Became.SILENT if has_article(expected) else Became.RIGHT
        if shown == expected:
            return Became.RIGHT
        return Became.NAMED if expected in self.articles else Became.WRONG


@dataclass(frozen=True)
class Shares:
    """Of `many` questions: which shares (0 to 1) get an answer, a wrong one, none although there is one.

    `named` is the share of those that are told from another article and have the right one named below it:
    they get an answer, and no wrong one.
    """

    many: int
    answered: float
    named: float
    wrong: float
    missed: float

    @property
    def says_anything(self) -> bool:
        """Whether there are enough questions."""
        return self.many >= ENOUGH


@dataclass(frozen=True)
class Compared:
    """One question: what becomes of it with the settings in use, and with the draft.

    `shown_now` and `shown_then` are the articles an asker is shown, None for no answer.
    """

    case: int
    expected: int | None
    now: Told
    then: Told
    became_now: Became
    became_then: Became
    shown_now: int | None
    shown_then: int | None

    @property
    def has_changed(self) -> bool:
        """Whether anything is otherwise that anybody would see."""
        return (self.became_now, self.shown_now) != (self.became_then, self.shown_then)

    @property
    def is_wrong(self) -> bool:
        """Whether it is not right with either of both."""
        return {self.became_now, self.became_then} != {Became.RIGHT}


def compared(results: Iterable[Mapping[str, Any]], *, now: float, then: float) -> list[Compared]:
    """The results of a trial, as it keeps them, at the thresholds of both settings."""
    found = []
    for one in results:
        before, after = told_of(one["now"]), told_of(one["then"])
        expected = one["expected"]
        became = (before.became(expected, now), after.became(expected, then))
        shown = (before.shown(now), after.shown(then))
        found.append(Compared(one["case"], expected, before, after, *became, *shown))
    return found


def has_article(expected: int | None) -> bool:
    """Whether an article is to answer."""
    return expected is not None and expected != TO_PERSON


def told_of(kept: Sequence[Any]) -> Told:
    """What was told, as a trial keeps it: the confidence, the articles, whether and why it is for people."""
    confidence, articles, *for_people = kept
    return Told(float(confidence), tuple(articles), *for_people)


def shares(told: Iterable[tuple[Told, int | None]], threshold: float) -> Shares:
    """The shares at a threshold; of no questions they are all 0."""
    became = [(one.became(expected, threshold), expected) for one, expected in told]
    many = len(became)
    count = max(1, many)
    each = Counter(one for one, _expected in became)
    rightly = sum(one == Became.RIGHT and has_article(expected) for one, expected in became)
    named, wrong = each[Became.NAMED], each[Became.WRONG]
    answered = rightly + named + wrong
    return Shares(many, answered / count, named / count, wrong / count, each[Became.SILENT] / count)


def interval(right: int, many: int) -> tuple[float, float]:
    """Between which shares the true one lies with 95 %: Wilson's score interval (1927); (0, 1) of nothing.

    >>> tuple(round(end, 2) for end in interval(8, 10))
    (0.49, 0.94)
    """
    if not many:
        return (0.0, 1.0)
    share, square = right / many, _Z**2
    middle = (share + square / (2 * many)) / (1 + square / many)
    half = _Z / (1 + square / many) * math.sqrt(share * (1 - share) / many + square / (4 * many**2))
    return (max(0.0, middle - half), min(1.0, middle + half))

"""What a guide consists of, and whether it can be followed. Pure.

A step with choices is a question; one without is an answer: words (Markdown), and an article if there is one.
Texts are {language: text}; where a language lacks, the guide's own language is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

MOST_STEPS, MOST_CHOICES = 100, 8  # of a guide, of a question
LONGEST_TEXT, LONGEST_MORE, LONGEST_LABEL = 200, 4000, 120
_KEY = re.compile(r"[a-z0-9]{1,12}")
Texts = dict[str, str]


@dataclass(frozen=True)
class Choice:
    """One answer that a reader can choose, and the step it leads to."""

    to: str
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A question (`text`) with its choices, or an answer: `more` says it, `article` tells it whole."""

    key: str
    text: Texts = field(default_factory=dict)
    more: Texts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    article: int | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the guide ends here."""
        return not self.choices


class Problem(StrEnum):
    """Why a guide cannot be followed."""

    EMPTY = "empty"  # no step at all
    NO_TEXT = "no text"  # a step or a choice without words in the guide's own language
    NOWHERE = "nowhere"  # a choice leads to a step that is not there
    UNREACHED = "unreached"  # no choice leads to the step
    ENDLESS = "endless"  # from this step no answer can be reached


def steps_of(kept: object) -> tuple[Step, ...]:
    """The steps of what is kept as JSON; what is none of ours is passed over."""
    rows = kept if isinstance(kept, list) else []
    found: dict[str, Step] = {}
    for row in rows[:MOST_STEPS]:
        step = _step(row) if isinstance(row, dict) else None
        if step is not None:
            found.setdefault(step.key, step)
    return tuple(found.values())


def as_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """What is kept of the steps."""
    return [
        {
            "key": one.key,
            "text": one.text,
            "more": one.more,
            "choices": [{"to": choice.to, "label": choice.label} for choice in one.choices],
            "article": one.article,
        }
        for one in steps
    ]


def in_language(texts: Texts, language: str, own: str) -> str:
    """The text in a language, else in the guide's own."""
    return texts.get(language) or texts.get(own, "")


def problems_of(steps: Sequence[Step], language: str) -> list[tuple[Problem, str]]:
    """What keeps a guide from being followed, each with the key of its step; empty for a good one."""
    if not steps:
        return [(Problem.EMPTY, "")]
    by_key = {one.key: one for one in steps}
    reached, ending = _reached(by_key, steps[0].key), _ending(by_key)
    found: list[tuple[Problem, str]] = []
    for one in steps:
        texts = [one.text, *(choice.label for choice in one.choices)]
        checks = (
            (Problem.NO_TEXT, any(not text.get(language, "").strip() for text in texts)),
            (Problem.NOWHERE, any(choice.to not in by_key for choice in one.choices)),
            (Problem.UNREACHED, one.key not in reached),
            (Problem.ENDLESS, one.key not in ending),
        )
        found += [(problem, one.key) for problem, is_wrong in checks if is_wrong]
    return found


def in_order(steps: Sequence[Step]) -> list[tuple[Step, int]]:
    """The steps as one follows them, each with its depth; those that nothing leads to stand last."""
    by_key = {one.key: one for one in steps}
    found: dict[str, int] = {}
    waiting = [(steps[0].key, 0)] if steps else []
    while waiting:
        key, depth = waiting.pop()
        if key in found or key not in by_key:
            continue
        found[key] = depth
        waiting += [(choice.to, depth + 1) for choice in reversed(by_key[key].choices)]
    rest = [(one, 0) for one in steps if one.key not in found]
    return [*((by_key[key], depth) for key, depth in found.items()), *rest]


def new_key(steps: Iterable[Step]) -> str:
    """A key that no step has."""
    used = {one.key for one in steps}
    return next(f"s{number}" for number in range(1, MOST_STEPS + 2) if f"s{number}" not in used)


def with_step(steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """The steps with this one in the place of the one of its key, or at the end."""
    keys = [one.key for one in steps]
    if step.key not in keys:
        return (*steps, step)
    return tuple(step if one.key == step.key else one for one in steps)


def without_step(steps: Sequence[Step], key: str) -> tuple[Step, ...]:
    """The steps without one, and without the choices that led to it."""
    left = (one for one in steps if one.key != key)
    return tuple(replace(one, choices=tuple(c for c in one.choices if c.to != key)) for one in left)


def _reached(by_key: dict[str, Step], first: str) -> set[str]:
    found: set[str] = set()
    waiting = [first]
    while waiting:
        key = waiting.pop()
        if key in by_key and key not in found:
            found.add(key)
            waiting += [choice.to for choice in by_key[key].choices]
    return found


def _ending(by_key: dict[str, Step]) -> set[str]:
    """The steps from which an answer can be reached: from the answers backwards, until nothing is added."""
    found = {one.key for one in by_key.values() if one.is_answer}
    while more := {
        one.key
        for one in by_key.values()
        if one.key not in found and any(choice.to in found for choice in one.choices)
    }:
        found |= more
    return found


def _step(row: dict[str, Any]) -> Step | None:
    key = row.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    article, choices = row.get("article"), row.get("choices")
    return Step(
        key=key,
        text=_texts(row.get("text"), LONGEST_TEXT),
        more=_texts(row.get("more"), LONGEST_MORE),
        choices=tuple(_choices(choices if isinstance(choices, list) else [])),
        article=article if isinstance(article, int) and not isinstance(article, bool) else None,
    )


def _choices(rows: list[Any]) -> list[Choice]:
    told = [row for row in rows[:MOST_CHOICES] if isinstance(row, dict) and isinstance(row.get("to"), str)]
    return [Choice(row["to"][:12], _texts(row.get("label"), LONGEST_LABEL)) for row in told]


def _texts(raw: object, longest: int) -> Texts:
    pairs = raw.items() if isinstance(raw, dict) else ()
    return {
        code: text[:longest]
        for code, text in pairs
        if isinstance(code, str) and isinstance(text, str) and text
    }

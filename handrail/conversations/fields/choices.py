"""Lists one chooses from, flat or in levels: pure, so that fields, kinds and products share one editor.

A key never changes once it is given: it stands in conversations. The label may.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.conversations.words import fold

MOST_CHOICES = 400  # each comes back from its form as two values, and Django reads a thousand
LONGEST_LABEL = 80
LONGEST_KEY = 40
DEEPEST = 4
BETWEEN = " › "  # between the levels of a path, as people read it


@dataclass(frozen=True)
class Choice:
    """One choice; `above` is the key of the one it belongs to. No longer `offered`, it stays where it is."""

    key: str
    label: str
    above: str = ""
    offered: bool = True


Choices = tuple[Choice, ...]


class ChoicesWrong(ValueError):
    """`reason` says what is wrong with a list of choices (deep, many, long, empty) and `about` where."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(f"{reason}: {about}")
        self.reason, self.about = reason, about


def make_key(label: str, taken: Collection[str]) -> str:
    """A short ASCII word for a label that nothing else has: "Lamp Pro 3.2" is lamp_pro_3_2."""
    plain = "_".join(re.findall(r"[a-z0-9]+", fold(label)))[:LONGEST_KEY].strip("_") or "choice"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}_{number}", number + 1
    return key


def path_to(choices: Choices, key: str) -> list[Choice]:
    """The choices from the top down to this one; empty when there is none of that key."""
    known = {choice.key: choice for choice in choices}
    path: list[Choice] = []
    while key in known and len(path) <= DEEPEST:
        path.insert(0, known[key])
        key = known[key].above
    return path


def label_of(choices: Choices, key: str) -> str:
    """The labels from the top down, as one text."""
    return BETWEEN.join(choice.label for choice in path_to(choices, key))


def level_of(choices: Choices, key: str) -> int:
    """How many choices stand above it."""
    return max(len(path_to(choices, key)) - 1, 0)


def in_order(choices: Iterable[Choice]) -> Choices:
    """Depth first: each one is followed by those that belong to it. One without its upper one: on top."""
    given = list(choices)
    known = {choice.key for choice in given}
    below: dict[str, list[Choice]] = {}
    for choice in given:
        above = choice.above if choice.above in known else ""
        below.setdefault(above, []).append(choice if above == choice.above else replace(choice, above=""))

    def walk(above: str) -> Iterable[Choice]:
        for choice in below.get(above, ()):
            yield choice
            yield from walk(choice.key)

    return tuple(walk(""))


def add_lines(choices: Choices, text: str, *, deepest: int = 1) -> Choices:
    """Add what is written, one on a line; "Billing > Refund" puts the second below the first.

    What is there already stays; what is no longer offered is offered again. Raises ChoicesWrong.
    """
    found = list(choices)
    for line in text.replace("\x00", "").splitlines():
        parts = re.split("[>›]", line) if deepest > 1 else [line]
        labels = [" ".join(part.split()) for part in parts]
        if any(labels):
            _add(found, labels, line, deepest)
    return in_order(found)


def _add(found: list[Choice], labels: Sequence[str], line: str, deepest: int) -> None:
    if len(labels) > deepest:
        raise ChoicesWrong("deep", line.strip()[:LONGEST_LABEL])
    above = ""
    for label in labels:
        _check(label, line)
        same = (at for at, one in enumerate(found) if one.above == above and fold(one.label) == fold(label))
        at = next(same, None)
        if at is None:
            at = len(found)
            found.append(Choice(make_key(f"{above} {label}", {one.key for one in found}), label, above))
        found[at] = replace(found[at], offered=True)
        above = found[at].key
    if len(found) > MOST_CHOICES:
        raise ChoicesWrong("many", str(MOST_CHOICES))


def _check(label: str, line: str) -> None:
    if not label:
        raise ChoicesWrong("empty", line.strip()[:LONGEST_LABEL])
    if len(label) > LONGEST_LABEL:
        raise ChoicesWrong("long", label[:LONGEST_LABEL])


def renamed(choices: Choices, labels: Mapping[str, str]) -> Choices:
    """The choices with other labels, by key. Raises ChoicesWrong for an empty or long one."""
    told = {key: " ".join(label.replace("\x00", "").split()) for key, label in labels.items()}
    for label in told.values():
        _check(label, label)
    return tuple(replace(choice, label=told.get(choice.key, choice.label)) for choice in choices)


def offering(choices: Choices, *, on: str = "", off: str = "") -> Choices:
    """The choices with one offered again (with all above it), or not any more (with all below it)."""
    up = {choice.key for choice in path_to(choices, on)}
    kept = []
    for choice in choices:
        is_off = bool(off) and off in {one.key for one in path_to(choices, choice.key)}
        kept.append(replace(choice, offered=(choice.offered or choice.key in up) and not is_off))
    return tuple(kept)


def arranged(keys: Sequence[str], *, order: Sequence[str] = (), up: str = "", down: str = "") -> list[str]:
    """The keys in another order: those named first, then one a step up or down. Others count nothing."""
    places = {key: place for place, key in enumerate(order)}
    found = sorted(keys, key=lambda key: places.get(key, len(places)))
    for key, step in ((up, -1), (down, 1)):
        if key in found and 0 <= (to := found.index(key) + step) < len(found):
            found.remove(key)
            found.insert(to, key)
    return found


def rearranged(choices: Choices, *, order: Sequence[str] = (), up: str = "", down: str = "") -> Choices:
    """The choices in another order; each moves among those of its level, with what belongs to it."""
    moving = path_to(choices, up or down)
    beside = [one.key for one in choices if not moving or one.above == moving[-1].above]
    first = arranged([one.key for one in choices], order=order)
    wanted = arranged(arranged(beside, order=first), up=up, down=down)
    known = {choice.key: choice for choice in choices}
    rest = [key for key in first if key not in wanted]
    return in_order(known[key] for key in [*wanted, *rest])


def as_json(choices: Choices) -> list[dict[str, object]]:
    """The choices as they are kept."""
    return [
        {"key": one.key, "label": one.label, "above": one.above, "offered": one.offered} for one in choices
    ]


def from_json(kept: Iterable[Mapping[str, object]]) -> Choices:
    """The choices that `as_json` kept."""
    return tuple(
        Choice(str(one["key"]), str(one["label"]), str(one.get("above", "")), bool(one.get("offered", True)))
        for one in kept
    )
